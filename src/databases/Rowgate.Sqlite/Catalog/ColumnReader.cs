using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Catalog;

/// <summary>Reads the columns of a table or view.</summary>
internal static class ColumnReader
{
    private const int HiddenByModule = 1;
    private const int GeneratedVirtual = 2;
    private const int GeneratedStored = 3;

    public static List<ColumnEntry> Read(SqliteConnection connection, string relation)
    {
        var columns = new List<ColumnEntry>();
        using var rows = connection.Prepare($"PRAGMA main.table_xinfo({SqlName.Quote(relation)})");
        while (rows.Step())
        {
            var hidden = (int)rows.Integer(6);
            if (hidden == HiddenByModule)
                continue;
            var name = rows.Text(1);
            columns.Add(new(
                name,
                columns.Count,
                WithoutGeneratedAlways(rows.Text(2)),
                rows.Integer(3) != 0,
                rows.IsNull(4) ? null : rows.Text(4),
                (int)rows.Integer(5),
                hidden is GeneratedVirtual or GeneratedStored,
                CollationOf(connection, relation, name)));
        }

        return columns;
    }

    /// <summary>The collation of a table's column; null for the default and for views.</summary>
    public static string? CollationOf(SqliteConnection connection, string table, string column)
    {
        var result = raw.sqlite3_table_column_metadata(
            connection.Handle, SqliteSchema.Main, table, column, out _, out var collation, out _, out _, out _);
        return result != raw.SQLITE_OK || string.Equals(collation, "BINARY", StringComparison.OrdinalIgnoreCase) ? null : collation;
    }

    // SQLite takes the words of `total INT GENERATED ALWAYS AS (…)` for a part of the type.
    private static string WithoutGeneratedAlways(string type)
    {
        var at = type.IndexOf("GENERATED ALWAYS", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? type : type[..at].TrimEnd();
    }
}
