using Npgsql;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>About how many rows the tables of a database have, in no time even for large ones.</summary>
internal static class RowEstimates
{
    // A table that was never analysed has -1, and zero before version 14: then what was counted while rows were written is
    // nearer. Such counts are lost when the server crashes: of a table with pages that nobody has looked at nothing is known then.
    // A partitioned table has the rows of its partitions.
    private const string Query =
        """
        SELECT n.nspname::text, c.relname::text, coalesce(sum(greatest(p.reltuples, pg_catalog.pg_stat_get_live_tuples(p.oid))), 0)::bigint
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
            SELECT c.oid, c.reltuples, c.relpages WHERE c.relkind = 'r'
            UNION ALL
            SELECT l.oid, l.reltuples, l.relpages FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class l ON l.oid = t.relid
            WHERE c.relkind = 'p' AND t.isleaf) p
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
        GROUP BY 1, 2
        HAVING NOT coalesce(bool_or(
            CASE WHEN p.relpages = 0 AND pg_catalog.pg_stat_get_live_tuples(p.oid) = 0 THEN pg_catalog.pg_relation_size(p.oid) > 0 END), false)
        """;

    /// <summary>The guesses.</summary>
    public static async Task<IReadOnlyList<(TableName Table, long Rows)>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection) { CommandTimeout = 5 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(TableName, long)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((new(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2)));
        return found;
    }
}
