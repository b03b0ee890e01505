namespace Rowgate.PostgreSql.Configuration;

/// <summary>The ways of capture.</summary>
public enum CaptureMode
{
    /// <summary>From the write-ahead log, by logical replication.</summary>
    Wal,

    /// <summary>By triggers into a change table.</summary>
    Trigger,

    /// <summary>By reading tables again.</summary>
    Polling,

    /// <summary>Not at all.</summary>
    None,
}
