namespace Rowgate.Capture.Backfill;

/// <summary>How existing rows are read into the journal.</summary>
public sealed record BackfillOptions
{
    /// <summary>The file that remembers what is to be read and how far it is.</summary>
    public required string StateFile { get; init; }

    /// <summary>How many rows are read at once. Default 8,192; 1 or more.</summary>
    public int ChunkRowsMax { get; init; } = 8 << 10;

    /// <summary>How many bytes of rows are read at once; a single larger row still fits. Default 8 MiB; 1 or more.</summary>
    public long ChunkBytesMax { get; init; } = 8 << 20;

    /// <summary>How many rows are read from one snapshot of the database, when they may be read as fast as possible. Default
    /// 1,048,576; 1 or more.</summary>
    public int SnapshotRowsMax { get; init; } = 1 << 20;

    /// <summary>How long a snapshot is read from. Default 5 s.</summary>
    public TimeSpan SnapshotTimeMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many rows may be read in a second. Default zero: as many as possible.</summary>
    public int RowsPerSecondMax { get; init; }

    /// <summary>How long to wait after a failure, and for capture. Default 5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);
}
