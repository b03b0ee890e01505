using System.Collections.Frozen;
using Rowgate.Core.Catalog;

namespace Rowgate.Sqlite.Catalog;

/// <summary>The catalog, and what else our statements need to know about a schema.</summary>
/// <param name="Catalog">What everybody sees.</param>
/// <param name="RowIds">The name under which each rowid table's rowid can be read; tables without one are missing.</param>
internal sealed record SqliteSchema(DatabaseCatalog Catalog, FrozenDictionary<TableName, string> RowIds)
{
    /// <summary>SQLite's name for the database of the file itself.</summary>
    public const string Main = "main";

    /// <summary>The columns that find a row again: its rowid, or else the primary key; empty when there is neither.</summary>
    public IReadOnlyList<string> LocatorOf(Relation relation) =>
        RowIds.TryGetValue(relation.Name, out var rowId)
            ? [rowId]
            : [.. relation.PrimaryKey.Select(ordinal => relation.Columns[ordinal].Name)];
}
