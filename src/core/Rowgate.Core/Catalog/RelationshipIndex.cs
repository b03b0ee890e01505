using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>All relationships of a catalog, by the relation they start from.</summary>
/// <remarks>
/// The rules are PostgREST's: each foreign key gives a way in both directions; one whose columns are exactly a key of
/// its owner is one-to-one; a table whose primary key holds the columns of two foreign keys is a junction.
/// Source: https://docs.postgrest.org/en/stable/references/api/resource_embedding.html
/// </remarks>
public sealed class RelationshipIndex
{
    private readonly FrozenDictionary<TableName, ImmutableArray<Relationship>> _byParent;

    private RelationshipIndex(IEnumerable<Relationship> all) =>
        _byParent = all.GroupBy(way => way.Parent).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());

    /// <summary>Finds every relationship between these relations.</summary>
    public static RelationshipIndex Build(ImmutableArray<Relation> relations)
    {
        var known = relations.Select(relation => relation.Name).ToHashSet();
        return new(
            from owner in relations
            from way in Direct(owner).Concat(ThroughJunction(owner))
            where known.Contains(way.Parent) && known.Contains(way.Target)
            select way);
    }

    /// <summary>The relationships that start from this relation; empty when it has none.</summary>
    public ImmutableArray<Relationship> From(TableName parent) => _byParent.GetValueOrDefault(parent, []);

    private static IEnumerable<Relationship> Direct(Relation owner)
    {
        foreach (var key in owner.ForeignKeys)
        {
            var (forward, backward) = IsUnique(owner, key.Columns)
                ? (Cardinality.OneToOne, Cardinality.OneToOne)
                : (Cardinality.ManyToOne, Cardinality.OneToMany);
            yield return new(key.Name, forward, owner.Name, key.Target, key.Columns, key.TargetColumns);
            yield return new(key.Name, backward, key.Target, owner.Name, key.TargetColumns, key.Columns);
        }
    }

    private static IEnumerable<Relationship> ThroughJunction(Relation owner)
    {
        var primaryKey = owner.PrimaryKey.Select(ordinal => owner.Columns[ordinal].Name).ToHashSet(StringComparer.Ordinal);
        var keys = owner.ForeignKeys.Where(key => key.Columns.All(primaryKey.Contains)).ToArray();
        return
            from near in keys
            from far in keys
            where !ReferenceEquals(near, far)
            select new Relationship(
                $"{near.Name},{far.Name}",
                Cardinality.ManyToMany,
                near.Target,
                far.Target,
                near.TargetColumns,
                far.TargetColumns,
                new Junction(owner.Name, near.Columns, far.Columns, near.Name, far.Name));
    }

    private static bool IsUnique(Relation owner, ImmutableArray<string> columns) =>
        owner.UniqueKeys.Prepend(owner.PrimaryKey)
            .Any(key => key.Length == columns.Length && key.All(ordinal => columns.Contains(owner.Columns[ordinal].Name, StringComparer.Ordinal)));
}
