using Rowgate.Core.Values;

namespace Rowgate.Core.Changes;

/// <summary>A row came into being.</summary>
/// <param name="Shape">The table.</param>
/// <param name="After">The new row.</param>
public sealed record RowInserted(TableShape Shape, RowImage After) : TableChange(Shape);
