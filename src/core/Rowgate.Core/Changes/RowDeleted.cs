using Rowgate.Core.Values;

namespace Rowgate.Core.Changes;

/// <summary>A row went away.</summary>
/// <param name="Shape">The table.</param>
/// <param name="Before">The row as it was, complete.</param>
public sealed record RowDeleted(TableShape Shape, RowImage Before) : TableChange(Shape);
