using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>A way from the rows of one relation to the rows of another, seen from the parent's side.</summary>
/// <remarks>The parent row p has the target row t when every <see cref="ParentColumns"/> of p equals the
/// <see cref="TargetColumns"/> of t at the same index; with a <see cref="Junction"/>, through one of its rows.</remarks>
/// <param name="Name">The foreign key constraint's name; for a junction, both names joined by a comma.</param>
/// <param name="Cardinality">How many target rows there may be.</param>
/// <param name="Parent">The relation the way starts from.</param>
/// <param name="Target">The relation it leads to.</param>
/// <param name="ParentColumns">The columns on the parent's side, in key order.</param>
/// <param name="TargetColumns">The columns on the target's side, in the same order; for a junction, in the order of
/// <see cref="Junction.TargetColumns"/>.</param>
/// <param name="Junction">The table in between; null unless <see cref="Cardinality.ManyToMany"/>.</param>
public sealed record Relationship(
    string Name,
    Cardinality Cardinality,
    TableName Parent,
    TableName Target,
    ImmutableArray<string> ParentColumns,
    ImmutableArray<string> TargetColumns,
    Junction? Junction = null)
{
    /// <summary>The function that takes a row of the parent and returns rows of the target; null unless the relationship is
    /// computed. Then there are no columns.</summary>
    public TableName? Function { get; init; }

    /// <summary>True when a parent row has one target row at most.</summary>
    public bool IsToOne => Cardinality is Cardinality.ManyToOne or Cardinality.OneToOne;
}
