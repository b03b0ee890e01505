namespace Rowgate.Core.Catalog;

/// <summary>A column of a view that shows a column of a table as it is.</summary>
/// <param name="Column">The view's column.</param>
/// <param name="Table">The table under it, whether it is served or not; never a view.</param>
/// <param name="TableColumn">The table's column.</param>
public readonly record struct ColumnOrigin(string Column, TableName Table, string TableColumn);
