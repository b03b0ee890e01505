namespace Rowgate.Server.Options;

/// <summary>The form of a log entry.</summary>
public enum LogFormat
{
    /// <summary>One line for people.</summary>
    Text,

    /// <summary>One JSON object for each entry.</summary>
    Json,
}
