using Rowgate.Core.Positions;

namespace Rowgate.Core.Changes;

/// <summary>What is known of a committed transaction, besides its changes.</summary>
/// <param name="Source">The configured name of the database it was committed in.</param>
/// <param name="Id">The database's own name for it: PostgreSQL's xid, SQLite's last change id.</param>
/// <param name="Position">Where in the source's log it ends; grows from one transaction to the next.</param>
/// <param name="CommitTime">When it was committed, by the source's clock; for SQLite, when it was first seen.</param>
/// <param name="Origin">The replication origin it came through; null for local work.</param>
/// <param name="Actor">Who made it, when it came through the gate; else null.</param>
public sealed record TransactionInfo(
    string Source,
    string Id,
    SourcePosition Position,
    DateTimeOffset CommitTime,
    string? Origin = null,
    Actor? Actor = null)
{
    /// <summary>The origin of a transaction that nobody made: rows that were there already, read by a backfill.</summary>
    public const string BackfillOrigin = "rowgate-backfill";

    /// <summary>True when its changes are <see cref="RowRead"/>s that say nothing new to whoever has the table's rows.</summary>
    public bool IsBackfill => Origin == BackfillOrigin;
}
