using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>The table between the two ends of a many-to-many relationship.</summary>
/// <param name="Table">The table that owns both foreign keys.</param>
/// <param name="ParentColumns">Its columns that equal the parent's, in the order of the relationship's parent columns.</param>
/// <param name="TargetColumns">Its columns that equal the target's, in the order of the relationship's target columns.</param>
/// <param name="ParentKeyName">The name of the foreign key towards the parent.</param>
/// <param name="TargetKeyName">The name of the foreign key towards the target.</param>
public sealed record Junction(
    TableName Table,
    ImmutableArray<string> ParentColumns,
    ImmutableArray<string> TargetColumns,
    string ParentKeyName,
    string TargetKeyName)
{
    /// <summary>As <see cref="Relation.RunsCode"/> of the table.</summary>
    public bool RunsCode { get; init; }
}
