namespace Rowgate.Server.Options;

/// <summary>How much the server writes to its log. Each level includes those below it.</summary>
public enum LogDetail
{
    /// <summary>Steps of requests and of capture.</summary>
    Debug,

    /// <summary>Start, stop, and changes of state.</summary>
    Information,

    /// <summary>What an operator should look at.</summary>
    Warning,

    /// <summary>What broke.</summary>
    Error,
}
