using Rowgate.Core.Values;

namespace Rowgate.Core.Changes;

/// <summary>A row that was already there, read by a backfill or re-read after a schema change.</summary>
/// <remarks>Whoever keeps rows by key replaces its own with this one; there is no earlier image.</remarks>
/// <param name="Shape">The table.</param>
/// <param name="After">The row as it is.</param>
public sealed record RowRead(TableShape Shape, RowImage After) : TableChange(Shape);
