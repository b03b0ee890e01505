using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Catalog;

/// <summary>Reads a view: its columns, and the keys that it inherits from the tables whose columns it shows.</summary>
internal static class ViewReader
{
    /// <summary>The view, or null when it does not work, because a table or column it names is gone.</summary>
    public static Relation? Read(SqliteConnection connection, SchemaEntry entry, IReadOnlyDictionary<string, Relation> tables)
    {
        try
        {
            var origins = Origins(connection, entry.Name);
            var columns = ColumnReader.Read(connection, entry.Name).Select(column => Column(connection, column, origins)).ToImmutableArray();
            var instead = InsteadOf(connection, entry.Name);
            return new(new(SqliteSchema.Main, entry.Name), RelationKind.View, columns)
            {
                PrimaryKey = ShowsOneTable(entry.Sql) ? PrimaryKey(origins, tables) : [],
                ForeignKeys = ForeignKeys(origins, columns, tables),
                IsInsertable = instead.Contains("INSERT"),
                IsUpdatable = instead.Contains("UPDATE"),
                IsDeletable = instead.Contains("DELETE"),
            };
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private static Column Column(SqliteConnection connection, ColumnEntry entry, Origin?[] origins)
    {
        var collation = origins.ElementAtOrDefault(entry.Ordinal) is { } origin
            ? ColumnReader.CollationOf(connection, origin.Table, origin.Column)
            : null;
        return new()
        {
            Name = entry.Name,
            Ordinal = entry.Ordinal,
            Type = new(entry.TypeName, DeclaredType.KindOf(entry.TypeName), collation),
        };
    }

    // Null for a column that is computed.
    private static Origin?[] Origins(SqliteConnection connection, string view)
    {
        var result = raw.sqlite3_prepare_v2(connection.Handle, $"SELECT * FROM main.{SqlName.Quote(view)}", out var statement);
        using (statement)
        {
            if (result != raw.SQLITE_OK)
                throw new SqliteException(result, raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
            return
            [
                .. Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(column =>
                    raw.sqlite3_column_table_name(statement, column).utf8_to_string() is { } table
                        ? new Origin(table, raw.sqlite3_column_origin_name(statement, column).utf8_to_string())
                        : null),
            ];
        }
    }

    private static ImmutableArray<int> PrimaryKey(Origin?[] origins, IReadOnlyDictionary<string, Relation> tables)
    {
        var bases = origins.OfType<Origin>().Select(origin => origin.Table).Distinct(StringComparer.Ordinal).ToList();
        if (bases.Count != 1 || !tables.TryGetValue(bases[0], out var table))
            return [];
        var places = table.PrimaryKey.Select(ordinal => PlaceOf(origins, table, table.Columns[ordinal].Name)).ToImmutableArray();
        return places.Contains(-1) ? [] : places;
    }

    private static ImmutableArray<ForeignKey> ForeignKeys(
        Origin?[] origins, ImmutableArray<Column> columns, IReadOnlyDictionary<string, Relation> tables)
    {
        var bases = origins.OfType<Origin>().Select(origin => origin.Table).Distinct(StringComparer.Ordinal);
        return
        [
            .. from name in bases
               where tables.ContainsKey(name)
               let table = tables[name]
               from key in table.ForeignKeys
               let places = key.Columns.Select(column => PlaceOf(origins, table, column)).ToArray()
               where !places.Contains(-1)
               select key with { Columns = [.. places.Select(place => columns[place].Name)] },
        ];
    }

    private static int PlaceOf(Origin?[] origins, Relation table, string column) =>
        Array.FindIndex(origins, origin => origin is not null && origin.Table == table.Name.Name && origin.Column == column);

    // A key of the table is a key of the view only when no join or union can show its rows twice.
    private static bool ShowsOneTable(string sql)
    {
        var tokens = SqlTokens.Split(sql);
        var from = tokens.FindIndex(token => SqlTokens.Is(token, "FROM"));
        if (from < 0 || tokens.Count(token => SqlTokens.Is(token, "SELECT")) != 1)
            return false;
        var where = tokens.FindIndex(from, token => SqlTokens.Is(token, "WHERE") || SqlTokens.Is(token, "ORDER") || SqlTokens.Is(token, "LIMIT"));
        var source = tokens[(from + 1)..(where < 0 ? tokens.Count : where)];
        string[] multiplying = [",", "JOIN", "(", "UNION", "GROUP"];
        return !source.Exists(token => multiplying.Any(word => SqlTokens.Is(token, word)))
            && !tokens.Exists(token => SqlTokens.Is(token, "GROUP"));
    }

    private static HashSet<string> InsteadOf(SqliteConnection connection, string view)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var rows = connection.Prepare(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE");
        rows.Bind(1, view);
        while (rows.Step())
        {
            var tokens = SqlTokens.Split(rows.Text(0));
            var instead = tokens.FindIndex(token => SqlTokens.Is(token, "INSTEAD"));
            if (instead >= 0 && instead + 2 < tokens.Count)
                found.Add(tokens[instead + 2].Text);
        }

        return found;
    }

    private sealed record Origin(string Table, string Column);
}
