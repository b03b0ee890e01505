namespace Rowgate.Sqlite.Capture;

/// <summary>How changes are followed in an SQLite file.</summary>
public sealed class SqliteCaptureOptions
{
    /// <summary>
    /// How often the file is looked at when nothing else tells of a commit, and the longest time until a second look after the
    /// watch on the file told of one. Where the watch works, an idle file is looked at a quarter as often. Default 25 ms; more than zero.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>From this size on, the WAL is made to start over, for which writers wait a moment. Bytes; default 16 MiB; 1 MiB at least.</summary>
    public long WalBytesMax { get; init; } = 16 << 20;

    /// <summary>How long writers may keep us from following a schema change before the next try. Default 1 s.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the change table is trimmed at least, when there is something to trim. Default 1 s.</summary>
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromSeconds(1);
}
