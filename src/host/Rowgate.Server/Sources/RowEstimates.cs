using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Server.Options;
using Rowgate.SqliteEngine;

namespace Rowgate.Server.Sources;

/// <summary>Guesses how many rows the tables of an SQLite file have, in no time even for large ones.</summary>
internal static class RowEstimates
{
    /// <summary>About how many rows each table has; tables without a guess are left out.</summary>
    public static ImmutableDictionary<TableName, long> Of(SqliteSource address, DatabaseCatalog catalog)
    {
        var estimates = ImmutableDictionary.CreateBuilder<TableName, long>();
        try
        {
            using var connection = SqliteConnection.Open(address.Path, SqliteOpenMode.ReadOnly, TimeSpan.FromMilliseconds(200));
            foreach (var table in catalog.Relations.Where(relation => relation.Kind == RelationKind.Table))
            {
                if (Estimate(connection, table.Name.Name) is { } rows)
                    estimates[table.Name] = rows;
            }
        }
        catch (SqliteException)
        {
            // A guess is not worth an error: the file is busy or its schema just moved.
        }

        return estimates.ToImmutable();
    }

    // Exact unless rows were deleted. A table without rowids has to be counted, so only a bounded part of it is.
    private static long? Estimate(SqliteConnection connection, string table)
    {
        var name = $"\"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        try
        {
            return connection.QueryInteger($"SELECT coalesce(max(rowid), 0) FROM {name}");
        }
        catch (SqliteException)
        {
            return connection.QueryInteger($"SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT 100001)") is { } rows and <= 100_000 ? rows : null;
        }
    }
}
