using System.Collections.Immutable;

namespace Rowgate.PostgreSql.Configuration;

/// <summary>How the changes of a PostgreSQL database are captured.</summary>
public sealed record PostgresCaptureOptions
{
    /// <summary>The way; null for the best one that the database allows: <c>wal</c>, else <c>trigger</c>.</summary>
    public CaptureMode? Mode { get; init; }

    /// <summary>The name of the replication slot and of the publication, and the prefix of whatever else is installed. Default
    /// <c>rowgate</c>; two Rowgates on one database need two names.</summary>
    public string Name { get; init; } = "rowgate";

    /// <summary>Only these schemas' tables; empty for all schemas that are served.</summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Tables to leave out, as <c>schema.table</c>.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    /// <summary>Tables whose replica identity is left as it is, as <c>schema.table</c>: their old images may be incomplete.</summary>
    public ImmutableArray<string> KeepsIdentity { get; init; } = [];

    /// <summary>True to show the changes of a partition as its own instead of the partitioned table's.</summary>
    public bool ShowsPartitions { get; init; }

    /// <summary>Where large transactions are kept until they end.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>How much log the slot may hold back before an alert is raised. Default 10 GiB.</summary>
    public long WalBudgetBytes { get; init; } = 10L << 30;

    /// <summary>True to give the slot up, with a gap, when the budget is passed twice over. Default false.</summary>
    public bool DropsSlotOverBudget { get; init; }

    /// <summary>How often a message is written to the log when nothing else is, so that the slot moves on. Default 60 s; zero for never.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For polling: the cursor column of each table, and the column that marks a row as deleted if there is one.</summary>
    public ImmutableDictionary<string, PollingColumns> Polling { get; init; } = ImmutableDictionary<string, PollingColumns>.Empty;

    /// <summary>For polling: how often tables are read, and how far back of the newest cursor value rows may still appear.
    /// Defaults 5 s and 30 s.</summary>
    public (TimeSpan Interval, TimeSpan SafetyWindow) PollingPace { get; init; } = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
}
