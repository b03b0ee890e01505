using System.Collections.Immutable;

namespace Rowgate.Server.Options;

public sealed record CaptureOptions
{
    [Setting("mode", "How changes are captured: from the write-ahead log (`wal`), by triggers, by reading tables again (`polling`), not at all, or by the best way that the database allows (`auto`).")]
    public CaptureChoice Mode { get; init; } = CaptureChoice.Auto;

    [Setting("name", "The name of the replication slot and of the publication, and the prefix of whatever else is installed. Two Rowgates on one database need two names.")]
    public string Name { get; init; } = "rowgate";

    [Setting("schemas", "The schemas whose tables are captured.", Default = "those that are served", Example = "[public]")]
    public ImmutableArray<string> Schemas { get; init; } = [];

    [Setting("exclude", "Tables to leave out, as `schema.table`.", Default = "none", Example = "[public.sessions]")]
    public ImmutableArray<string> Exclude { get; init; } = [];

    [Setting("keep-identity", "Tables whose replica identity is left as it is, as `schema.table`: their old images may be incomplete.", Default = "none", Example = "[public.events]")]
    public ImmutableArray<string> KeepIdentity { get; init; } = [];

    [Setting("partitions", "Whether the changes of a partition are shown as its own instead of the partitioned table's.")]
    public bool Partitions { get; init; }

    [Setting("wal-budget", "How much log the slot may hold back before an alert is raised.", Min = "16MB")]
    public ByteSize WalBudget { get; init; } = new(10L << 30);

    [Setting("drop-slot", "Whether the slot is given up, with a gap, when the budget is passed twice over.")]
    public bool DropSlot { get; init; }

    [Setting("heartbeat", "How often a message is written to the log when nothing else is, so that the slot moves on. 0 for never.", Min = "0")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("polling", "For polling: the cursor column of each table, one that grows with every insert and update, and behind a space the column that marks a row as deleted if there is one.", Default = "none", Example = "{ public.orders: updated_at, public.carts: version deleted_at }")]
    public ImmutableDictionary<string, string> Polling { get; init; } = ImmutableDictionary<string, string>.Empty;

    [Setting("poll-interval", "How often polling reads the tables.", Min = "100ms")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("poll-window", "How far back of the newest cursor value rows may still appear.", Min = "0")]
    public TimeSpan PollWindow { get; init; } = TimeSpan.FromSeconds(30);
}
