using Rowgate.Core.Catalog;

namespace Rowgate.Core.Changes;

/// <summary>A table was made, altered, renamed or dropped. Changes before this one have the old shape, later ones the new.</summary>
/// <param name="Before">The shape until here; null when the table is new or now captured for the first time.</param>
/// <param name="After">The shape from here on; null when the table is gone.</param>
public sealed record SchemaChanged(TableShape? Before, TableShape? After) : Change
{
    /// <summary>The table under its newest name.</summary>
    public TableName Table => (After ?? Before)!.Table;

    /// <summary>The name the table had until here; null when it has not been renamed.</summary>
    public TableName? OldTable => Before is { } before && before.Table != Table ? before.Table : null;
}
