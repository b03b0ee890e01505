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

    /// <summary>The foreign keys that this table owns; for a view, those of its tables that it shows whole.</summary>
    public ImmutableArray<ForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>The comment in the catalog; null when there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>True when rows may be inserted.</summary>
    public bool IsInsertable { get; init; }

    /// <summary>True when rows may be updated.</summary>
    public bool IsUpdatable { get; init; }

    /// <summary>True when rows may be deleted.</summary>
    public bool IsDeletable { get; init; }

    /// <summary>Why the changes of the table, or of one that the view shows, cannot be captured, in a sentence or two; null when
    /// they can.</summary>
    public string? WhyNotCaptured { get; init; }

    /// <summary>The columns that functions of the row compute. Their <see cref="Column.Ordinal"/> is -1.</summary>
    public ImmutableArray<Column> ComputedColumns { get; init; } = [];

    /// <summary>The other tables whose rows it shows, as far as they are known: for a view those that it reads, for a table those
    /// that inherit from it. Mostly empty for a table.</summary>
    public ImmutableArray<TableName> BaseTables { get; init; } = [];

    /// <summary>The other tables that row security looks into to decide who sees a row, as far as they are known.</summary>
    public ImmutableArray<TableName> PolicyTables { get; init; } = [];

    /// <summary>For a view, the columns that show a column of a table, as far as they are known; empty otherwise.</summary>
    public ImmutableArray<ColumnOrigin> Origins { get; init; } = [];

    /// <summary>True when the database decides row by row who sees what (row level security), so that a change may not be
    /// shown without asking the database.</summary>
    public bool HasRowSecurity { get; init; }

    /// <summary>True when reading it runs functions of the database's own, as the definition of a view or a policy may: what
    /// they do to the session they run in is not known.</summary>
    public bool RunsCode { get; init; }

    /// <summary>The column of this name, or null. Case matters.</summary>
    public Column? Find(string column) => _byName.GetValueOrDefault(column);

    /// <summary>The column or computed column of this name, or null. Case matters.</summary>
    public Column? FindField(string name) => Find(name) ?? ComputedColumns.FirstOrDefault(column => column.Name == name);
}
