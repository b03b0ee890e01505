namespace Rowgate.Http.Configuration;

/// <summary>How much an error says.</summary>
public enum ErrorVerbosity
{
    /// <summary>Code, message, details and hint.</summary>
    Full,

    /// <summary>Code and message.</summary>
    Minimal,
}
