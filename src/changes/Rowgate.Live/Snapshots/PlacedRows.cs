using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.Live.Snapshots;

/// <summary>A running read, and the place in the journal that its rows show. The pump has passed it.</summary>
/// <param name="Rows">The rows, to be disposed by whoever has this.</param>
/// <param name="Offset">Behind all that the rows show, and in front of all that they do not.</param>
internal sealed record PlacedRows(RowStream Rows, JournalOffset Offset);
