using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>A table or view with its columns and keys.</summary>
/// <remarks>Ordinals everywhere are places in <see cref="Columns"/>.</remarks>
public sealed class Relation
{
    private readonly Dictionary<string, Column> _byName;

    /// <summary>A relation with these columns, in catalog order.</summary>
    public Relation(TableName name, RelationKind kind, ImmutableArray<Column> columns)
    {
        Name = name;
        Kind = kind;
        Columns = columns;
        _byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
    }

    /// <summary>The full name.</summary>
    public TableName Name { get; }

    /// <summary>Table or view.</summary>
    public RelationKind Kind { get; }

    /// <summary>The columns in catalog order; <see cref="Column.Ordinal"/> is the index.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>The ordinals of the primary key, in key order; empty when there is none.</summary>
    public ImmutableArray<int> PrimaryKey { get; init; } = [];

    /// <summary>The unique constraints besides the primary key; each a list of ordinals in key order.</summary>
    public ImmutableArray<ImmutableArray<int>> UniqueKeys { get; init; } = [];

    /// <summary>The foreign keys that this table owns.</summary>
    public ImmutableArray<ForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>The comment in the catalog; null when there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>True when rows may be inserted.</summary>
    public bool IsInsertable { get; init; }

    /// <summary>True when rows may be updated.</summary>
    public bool IsUpdatable { get; init; }

    /// <summary>True when rows may be deleted.</summary>
    public bool IsDeletable { get; init; }

    /// <summary>Why the changes of the table cannot be captured, in one sentence; null when they can, and for a view.</summary>
    public string? WhyNotCaptured { get; init; }

    /// <summary>The column of this name, or null. Case matters.</summary>
    public Column? Find(string column) => _byName.GetValueOrDefault(column);
}
