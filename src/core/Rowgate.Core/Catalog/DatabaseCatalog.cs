using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>One consistent picture of a database's relations. Immutable: a schema change makes a new one.</summary>
public sealed class DatabaseCatalog
{
    private readonly Dictionary<TableName, Relation> _byName;

    /// <summary>A catalog of these relations.</summary>
    /// <param name="version">Grows with every schema change of the source.</param>
    /// <param name="relations">All relations that may be served, in any order.</param>
    public DatabaseCatalog(long version, ImmutableArray<Relation> relations)
    {
        Version = version;
        Relations = relations.Sort((a, b) => string.CompareOrdinal(a.Name.ToString(), b.Name.ToString()));
        _byName = relations.ToDictionary(relation => relation.Name);
        Relationships = RelationshipIndex.Build(relations);
    }

    /// <summary>Grows with every schema change; equal versions mean equal catalogs of one source.</summary>
    public long Version { get; }

    /// <summary>All relations, ordered by name.</summary>
    public ImmutableArray<Relation> Relations { get; }

    /// <summary>How the relations refer to each other.</summary>
    public RelationshipIndex Relationships { get; }

    /// <summary>The relation of this name, or null. Case matters.</summary>
    public Relation? Find(TableName name) => _byName.GetValueOrDefault(name);
}
