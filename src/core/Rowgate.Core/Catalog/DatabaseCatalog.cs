using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>One consistent picture of a database's relations. Immutable: a schema change makes a new one.</summary>
public sealed class DatabaseCatalog
{
    private readonly Dictionary<TableName, Relation> _byName;
    private readonly Dictionary<TableName, ImmutableArray<Function>> _functions = [];

    /// <summary>A catalog of these relations.</summary>
    /// <param name="version">Grows with every schema change of the source.</param>
    /// <param name="relations">All relations that may be served, in any order.</param>
    /// <param name="computed">The relationships that functions compute.</param>
    public DatabaseCatalog(long version, ImmutableArray<Relation> relations, params ImmutableArray<Relationship> computed)
    {
        Version = version;
        Relations = relations.Sort((a, b) => string.CompareOrdinal(a.Name.ToString(), b.Name.ToString()));
        _byName = relations.ToDictionary(relation => relation.Name);
        Relationships = RelationshipIndex.Build(relations, computed);
    }

    /// <summary>Grows with every schema change; equal versions mean equal catalogs of one source.</summary>
    public long Version { get; }

    /// <summary>All relations, ordered by name.</summary>
    public ImmutableArray<Relation> Relations { get; }

    /// <summary>How the relations refer to each other.</summary>
    public RelationshipIndex Relationships { get; }

    /// <summary>All functions that may be called, overloads side by side.</summary>
    public ImmutableArray<Function> Functions
    {
        get;
        init
        {
            field = value;
            _functions = value.GroupBy(function => function.Name).ToDictionary(group => group.Key, group => group.ToImmutableArray());
        }
    } = [];

    /// <summary>The renderings that the schema itself defines.</summary>
    public ImmutableArray<MediaHandler> MediaHandlers { get; init; } = [];

    /// <summary>What a schema's comment says; empty when none has one.</summary>
    public ImmutableDictionary<string, string> SchemaComments { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The overloads of this name; none when there is no such function.</summary>
    public ImmutableArray<Function> FunctionsNamed(TableName name) =>
        _functions.GetValueOrDefault(name, []);

    /// <summary>The relation of this name, or null. Case matters.</summary>
    public Relation? Find(TableName name) => _byName.GetValueOrDefault(name);
}
