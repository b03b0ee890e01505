using System.Collections.Immutable;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Catalog;

/// <summary>Reads the primary key and the unique indexes of a table.</summary>
internal static class UniqueKeyReader
{
    public static UniqueKeys Read(SqliteConnection connection, string table, IReadOnlyList<ColumnEntry> columns)
    {
        var primary = columns.Where(column => column.KeyIndex > 0)
            .OrderBy(column => column.KeyIndex)
            .Select(column => column.Ordinal)
            .ToImmutableArray();
        var others = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var primaryHasIndex = false;
        foreach (var (index, origin) in UniqueIndexes(connection, table))
        {
            if (origin == "pk")
                primaryHasIndex = true;
            else if (Ordinals(connection, index, columns) is { } key)
                others.Add(key);
        }

        return new(primary, primaryHasIndex, others.ToImmutable());
    }

    // Partial ones keep only some rows apart, so they are no keys.
    private static List<(string Name, string Origin)> UniqueIndexes(SqliteConnection connection, string table)
    {
        var indexes = new List<(string Name, string Origin)>();
        using var rows = connection.Prepare($"PRAGMA main.index_list({SqlName.Quote(table)})");
        while (rows.Step())
        {
            if (rows.Integer(2) != 0 && rows.Integer(4) == 0)
                indexes.Add((rows.Text(1), rows.Text(3)));
        }

        return indexes;
    }

    // Null for an index over an expression.
    private static ImmutableArray<int>? Ordinals(
        SqliteConnection connection, string index, IReadOnlyList<ColumnEntry> columns)
    {
        var ordinals = ImmutableArray.CreateBuilder<int>();
        using var rows = connection.Prepare($"PRAGMA main.index_info({SqlName.Quote(index)})");
        while (rows.Step())
        {
            if (rows.IsNull(2))
                return null;
            var name = rows.Text(2);
            if (columns.FirstOrDefault(column => column.Name == name) is not { } found)
                return null;
            ordinals.Add(found.Ordinal);
        }

        return ordinals.ToImmutable();
    }
}
