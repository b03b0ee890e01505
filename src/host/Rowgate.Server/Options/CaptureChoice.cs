namespace Rowgate.Server.Options;

/// <summary>How changes are captured.</summary>
public enum CaptureChoice
{
    /// <summary>By the best way that the database allows.</summary>
    Auto,

    /// <summary>From the write-ahead log.</summary>
    Wal,

    /// <summary>By triggers.</summary>
    Trigger,

    /// <summary>By reading tables again.</summary>
    Polling,

    /// <summary>Not at all.</summary>
    None,
}
