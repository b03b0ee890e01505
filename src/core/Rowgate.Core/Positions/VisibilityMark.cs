using System.Collections.Immutable;
using System.Globalization;

namespace Rowgate.Core.Positions;

/// <summary>A mark of a source whose transactions become visible in another order than its log has them, such as PostgreSQL:
/// what a snapshot shows is told by transaction id.</summary>
/// <param name="Min">Every transaction with a smaller id is over.</param>
/// <param name="Max">No transaction with this id or a greater one is visible.</param>
/// <param name="Running">The ids from <paramref name="Min"/> to <paramref name="Max"/> that are not visible.</param>
/// <param name="LogEnd">The end of the log right after the snapshot: later transactions are not visible.</param>
/// <remarks>Source: https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT</remarks>
public sealed record VisibilityMark(ulong Min, ulong Max, ImmutableHashSet<ulong> Running, SourcePosition LogEnd) : SnapshotMark
{
    /// <inheritdoc/>
    /// <remarks>A rolled-back transaction counts as contained; it is never asked for.</remarks>
    public override bool Contains(string id, SourcePosition position) =>
        Contains(ulong.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override bool IsPassedBy(SourcePosition position) => position >= LogEnd;

    /// <summary>True when the snapshot's rows already show the transaction of this id.</summary>
    public bool Contains(ulong id) => id < Min || (id < Max && !Running.Contains(id));
}
