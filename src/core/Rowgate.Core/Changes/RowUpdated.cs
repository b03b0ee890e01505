using Rowgate.Core.Values;

namespace Rowgate.Core.Changes;

/// <summary>A row got other values; its key may be among them.</summary>
/// <param name="Shape">The table.</param>
/// <param name="Before">The row as it was, complete.</param>
/// <param name="After">The row as it is.</param>
public sealed record RowUpdated(TableShape Shape, RowImage Before, RowImage After) : TableChange(Shape);
