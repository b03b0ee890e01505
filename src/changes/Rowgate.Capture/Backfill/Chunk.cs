using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Capture.Backfill;

/// <summary>Some rows of a table, in the order of their keys, as of one place in the journal.</summary>
/// <param name="Shape">The table.</param>
/// <param name="Place">Behind all that the rows show, and in front of all that they do not.</param>
/// <param name="Rows">The rows.</param>
/// <param name="LastKey">The key of the last row as an array of its literals; none when there are no rows.</param>
/// <param name="IsLast">True when the table has no row behind them.</param>
internal sealed record Chunk(
    TableShape Shape, JournalOffset Place, IReadOnlyList<RowRead> Rows, RowImage LastKey, bool IsLast);
