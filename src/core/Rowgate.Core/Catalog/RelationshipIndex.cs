using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>All relationships of a catalog, by the relation they start from.</summary>
/// <remarks>
/// The rules are PostgREST's: each foreign key gives a way in both directions, also to and from the views that show its
/// columns; one whose columns are exactly a key of its owner is one-to-one; a relation whose primary key holds the columns
/// of two foreign keys is a junction. A computed relationship takes the place of those to the relation that its function is
/// named like.
/// Source: https://docs.postgrest.org/en/stable/references/api/resource_embedding.html
/// </remarks>
public sealed class RelationshipIndex
{
    private readonly FrozenDictionary<TableName, ImmutableArray<Relationship>> _byParent;

    private RelationshipIndex(IEnumerable<Relationship> all, ImmutableArray<Relationship> computed)
    {
        Computed = computed;
        _byParent = all.GroupBy(way => way.Parent).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>The relationships that functions compute.</summary>
    public ImmutableArray<Relationship> Computed { get; }

    /// <summary>Finds every relationship between these relations.</summary>
    /// <param name="relations">The relations.</param>
    /// <param name="computed">The relationships that functions compute.</param>
    public static RelationshipIndex Build(ImmutableArray<Relation> relations, params ImmutableArray<Relationship> computed)
    {
        var known = relations.Select(relation => relation.Name).ToHashSet();
        var targets = new KeyTargets(relations, known);
        var replaced = computed.Select(way => (way.Parent, way.Function!.Value)).ToHashSet();
        var detected =
            from owner in relations
            let keys = owner.ForeignKeys.SelectMany(targets.Of).ToArray()
            from way in Direct(owner, keys).Concat(ThroughJunction(owner, keys))
            where !replaced.Contains((way.Parent, way.Target))
            select way;
        return new(detected.Concat(computed), computed);
    }

    /// <summary>The relationships that start from this relation; empty when it has none.</summary>
    public ImmutableArray<Relationship> From(TableName parent) => _byParent.GetValueOrDefault(parent, []);

    private static IEnumerable<Relationship> Direct(Relation owner, ForeignKey[] keys)
    {
        foreach (var key in keys)
        {
            var (forward, backward) = IsUnique(owner, key)
                ? (Cardinality.OneToOne, Cardinality.OneToOne)
                : (Cardinality.ManyToOne, Cardinality.OneToMany);
            yield return new(key.Name, forward, owner.Name, key.Target, key.Columns, key.TargetColumns);
            yield return new(key.Name, backward, key.Target, owner.Name, key.TargetColumns, key.Columns);
        }
    }

    private static IEnumerable<Relationship> ThroughJunction(Relation owner, ForeignKey[] all)
    {
        var primaryKey = owner.PrimaryKey.Select(ordinal => owner.Columns[ordinal].Name).ToHashSet(StringComparer.Ordinal);
        var keys = all.Where(key => key.Columns.All(primaryKey.Contains) && !IsUnique(owner, key)).ToArray();
        return
            from near in keys
            from far in keys
            where near.Name != far.Name
            select new Relationship(
                $"{near.Name},{far.Name}",
                Cardinality.ManyToMany,
                near.Target,
                far.Target,
                near.TargetColumns,
                far.TargetColumns,
                new Junction(owner.Name, near.Columns, far.Columns, near.Name, far.Name) { RunsCode = owner.RunsCode });
    }

    private static bool IsUnique(Relation owner, ForeignKey key) =>
        key.IsUnique ?? owner.UniqueKeys.Prepend(owner.PrimaryKey).Any(unique =>
            unique.Length == key.Columns.Length
            && unique.All(ordinal => key.Columns.Contains(owner.Columns[ordinal].Name, StringComparer.Ordinal)));
}
