namespace Rowgate.Core.Changes;

/// <summary>All rows of a table went away at once, without images: TRUNCATE, or DROP TABLE.</summary>
/// <param name="Shape">The table.</param>
public sealed record TableTruncated(TableShape Shape) : TableChange(Shape);
