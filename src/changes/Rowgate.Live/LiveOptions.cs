using Rowgate.Core.Query.Binding;

namespace Rowgate.Live;

/// <summary>What live queries may take, and how they are paced.</summary>
public sealed record LiveOptions
{
    /// <summary>The name under which the journal has the transactions of the database. Default <c>main</c>.</summary>
    public string Source { get; init; } = "main";

    /// <summary>What a query may ask for, as in REST; a limit of rows applies to <see cref="LiveQueries.SnapshotAsync"/> only.</summary>
    public BindOptions Queries { get; init; } = BindOptions.Default;

    /// <summary>How many live queries may be open at once; more are refused. Default 100,000; zero allows none.</summary>
    public int QueriesMax { get; init; } = 100_000;

    /// <summary>How many events may wait for one client before it is told that it lags. Default 4,096; 1 or more.</summary>
    public int BufferEventsMax { get; init; } = 4096;

    /// <summary>How many bytes of data may wait for one client before it is told that it lags. Default 1 MiB; a single larger
    /// event still fits. 1 or more.</summary>
    public long BufferBytesMax { get; init; } = 1 << 20;

    /// <summary>How long a client hears nothing before it is told how far the journal was followed. Default 15 s.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The pause between two evaluations of one query, in which changes gather. Default 50 ms; zero for none.</summary>
    public TimeSpan EvaluationIntervalMin { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many queries may be evaluated at the same time. Default 4; 1 or more.</summary>
    public int EvaluationsMax { get; init; } = 4;

    /// <summary>How many bytes the result of a query may have that is followed by evaluation. Default 32 MiB, a
    /// fixed share for each row included. Kept in memory once for all who follow the query, twice while it is evaluated.</summary>
    public long ResultBytesMax { get; init; } = 32 << 20;

    /// <summary>How many bytes all results together may have that are followed by evaluation; a query beyond that is refused.
    /// Default 512 MiB. An evaluation that runs is not counted before its result is kept.</summary>
    public long ResultsBytesMax { get; init; } = 512 << 20;

    /// <summary>How long a client may take to come for more of a large snapshot before its read is ended, since that holds a
    /// connection of the database. Default 30 s.</summary>
    public TimeSpan SnapshotPauseMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the read of a snapshot may last in all when its client takes it in pieces. Default 5 minutes.</summary>
    public TimeSpan SnapshotTimeMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often those who follow under a role of the database are asked for again whether they still may. Default
    /// 60 s.</summary>
    public TimeSpan RightsInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a snapshot waits for capture to bring the changes that it shows already, before it is refused as not
    /// ready. Default 10 s.</summary>
    public TimeSpan CaptureWaitMax { get; init; } = TimeSpan.FromSeconds(10);
}
