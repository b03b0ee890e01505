using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>A foreign key: columns of one table that name a row of another.</summary>
/// <param name="Name">The constraint's name; made from table and columns (<c>orders_customer_id_fkey</c>) where the database keeps none.</param>
/// <param name="Columns">The names of the owning columns, in key order. At least one.</param>
/// <param name="Target">The table referred to; it need not be served.</param>
/// <param name="TargetColumns">The names of the columns referred to, in the same order.</param>
public sealed record ForeignKey(
    string Name, ImmutableArray<string> Columns, TableName Target, ImmutableArray<string> TargetColumns)
{
    /// <summary>Whether the columns are exactly a key of the table that owns the constraint, so that the relationship is
    /// one-to-one; null to find that out from the keys of the relation.</summary>
    public bool? IsUnique { get; init; }
}
