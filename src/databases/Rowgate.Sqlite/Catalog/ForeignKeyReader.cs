using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Catalog;

/// <summary>Reads the foreign keys that a table owns.</summary>
internal static class ForeignKeyReader
{
    /// <summary>The keys whose target exists, in the order of their declaration.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="table">The owner.</param>
    /// <param name="tables">All tables by name.</param>
    public static ImmutableArray<ForeignKey> Read(
        SqliteConnection connection, Relation table, IReadOnlyDictionary<string, Relation> tables)
    {
        var rows = Rows(connection, table.Name.Name);
        if (rows.Count == 0)
            return [];
        var declared = rows.GroupBy(row => row.Id).OrderByDescending(group => group.Key).ToList();
        var names = DeclaredNames(connection, table.Name.Name, declared.Count);
        return [.. declared.Select((group, index) => Key(table, [.. group], names[index], tables)).OfType<ForeignKey>()];
    }

    private static ForeignKey? Key(
        Relation table, FkRow[] rows, string? name, IReadOnlyDictionary<string, Relation> tables)
    {
        if (!tables.TryGetValue(rows[0].Target, out var target))
            return null;
        var columns = rows.Select(row => row.From).ToImmutableArray();
        ImmutableArray<string> targetColumns = rows[0].To is null
            ? [.. target.PrimaryKey.Select(ordinal => target.Columns[ordinal].Name)]
            : [.. rows.Select(row => Spelling(target, row.To!)).OfType<string>()];
        if (targetColumns.Length != columns.Length)
            return null;
        return new(name ?? $"{table.Name.Name}_{string.Join('_', columns)}_fkey", columns, target.Name, targetColumns);
    }

    // Case does not matter in SQLite's names, and does in the catalog.
    private static string? Spelling(Relation target, string column) =>
        target.Columns.FirstOrDefault(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase))?.Name;

    private static List<FkRow> Rows(SqliteConnection connection, string table)
    {
        var found = new List<FkRow>();
        using var rows = connection.Prepare($"PRAGMA main.foreign_key_list({SqlName.Quote(table)})");
        while (rows.Step())
            found.Add(new(rows.Integer(0), rows.Text(2), rows.Text(3), rows.IsNull(4) ? null : rows.Text(4)));
        return found;
    }

    // SQLite keeps no names, only the text that made the table: the first REFERENCES in it is the first key.
    private static string?[] DeclaredNames(SqliteConnection connection, string table, int count)
    {
        using var row = connection.Prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1");
        row.Bind(1, table);
        if (!row.Step())
            return new string?[count];
        var names = new List<string?>();
        string? pending = null;
        var tokens = SqlTokens.Split(row.Text(0));
        for (var at = 0; at < tokens.Count; at++)
        {
            if (SqlTokens.Is(tokens[at], "CONSTRAINT") && at + 2 < tokens.Count)
            {
                var isForeign = SqlTokens.Is(tokens[at + 2], "FOREIGN") || SqlTokens.Is(tokens[at + 2], "REFERENCES");
                pending = isForeign ? tokens[at + 1].Text : null;
                at++;
            }
            else if (SqlTokens.Is(tokens[at], "REFERENCES"))
            {
                names.Add(pending);
                pending = null;
            }
        }

        return names.Count == count ? [.. names] : new string?[count];
    }

    private sealed record FkRow(long Id, string Target, string From, string? To);
}
