using Rowgate.Core.Catalog;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Writing;

/// <summary>The relation that a write goes to, and how its rows are found again.</summary>
internal sealed class WriteTarget(Relation relation, SqliteSchema schema)
{
    public Relation Relation => relation;

    /// <summary>The columns that find a row again; empty when nothing does.</summary>
    public IReadOnlyList<string> Locator { get; } = schema.LocatorOf(relation);

    /// <summary>True for a module's table with rowids: its RETURNING tells none, and the connection the last one.</summary>
    public bool IsVirtual => relation.Kind == RelationKind.Virtual && Locator.Count == 1;

    /// <summary>The primary key in key order.</summary>
    public IReadOnlyList<Column> Key { get; } = [.. relation.PrimaryKey.Select(ordinal => relation.Columns[ordinal])];

    /// <summary>The name in SQL.</summary>
    public string Sql { get; } = $"{SqlName.Quote(relation.Name.Schema)}.{SqlName.Quote(relation.Name.Name)}";

    /// <summary>The foreign keys of other tables that lead here.</summary>
    public IEnumerable<(Relation Owner, ForeignKey Key)> References() =>
        from owner in schema.Catalog.Relations
        where owner.Kind == RelationKind.Table
        from key in owner.ForeignKeys
        where key.Target == relation.Name
        select (owner, key);

    /// <summary>Names in SQL, with commas.</summary>
    public static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(SqlName.Quote));
}
