using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Reads which tables there are, and which of them are captured.</summary>
internal sealed class RelationList(PostgresOptions options)
{
    // A partition that is truncated has another file: the log tells of a TRUNCATE only of what is published by itself.
    // A partitioned table needs the identity too: by it the log says whether the old row of a partition is whole.
    private const string Query = """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text, c.relispartition,
          c.relreplident::text, pg_has_role(c.relowner, 'USAGE'),
          EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary),
          r.oid IS NOT NULL, coalesce(to_jsonb(r)->>'prqual', to_jsonb(r)->>'prattrs') IS NOT NULL,
          weak.schemas, weak.names, weak.identities,
          concat_ws(' ', n.nspname, c.relname,
            (SELECT md5(string_agg(concat_ws(' ', a.attname, a.atttypid, a.atttypmod, a.attgenerated), ',' ORDER BY a.attnum))
              FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
            (SELECT i.indkey::text FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)),
          CASE WHEN c.relkind = 'p' THEN
            (SELECT md5(coalesce(string_agg(concat_ws(' ', l.oid, l.relfilenode), ',' ORDER BY l.oid), ''))
              FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf)
          ELSE '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_publication_rel r ON r.prrelid = c.oid AND r.prpubid = (SELECT oid FROM pg_publication WHERE pubname = $1)
        CROSS JOIN LATERAL (
          SELECT coalesce(array_agg(s.nspname::text), '{}') AS schemas, coalesce(array_agg(l.relname::text), '{}') AS names,
            coalesce(array_agg(l.relreplident::text), '{}') AS identities
          FROM (SELECT c.oid UNION ALL
            SELECT t.relid FROM pg_partition_tree(CASE c.relkind WHEN 'p' THEN c.oid END) t WHERE t.isleaf) member (id)
          JOIN pg_class l ON l.oid = member.id JOIN pg_namespace s ON s.oid = l.relnamespace
          WHERE l.relkind IN ('r', 'p') AND l.relreplident <> 'f') weak
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname = ANY ($2)
        ORDER BY 2, 3
        """;

    private readonly PostgresCaptureOptions _capture = options.Capture;

    /// <summary>Reads them.</summary>
    /// <returns>Every table of the schemas of capture, ordered by name.</returns>
    public async Task<List<CapturedRelation>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var schemas = _capture.Schemas.IsEmpty ? options.Schemas : _capture.Schemas;
        await using var command = new NpgsqlCommand(Query, connection)
        {
            Parameters = { new() { Value = _capture.Name }, new() { Value = schemas.ToArray() } },
        };
        var found = new List<CapturedRelation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(Read(reader));
        return found;
    }

    private CapturedRelation Read(NpgsqlDataReader row)
    {
        var name = new TableName(row.GetString(1), row.GetString(2));
        var keeps = _capture.KeepsIdentity.Contains(name.ToString(), StringComparer.Ordinal);
        var hasKey = row.GetBoolean(8);
        var hasIdentity = row.GetString(6)[0] switch
        {
            'n' => false,
            'd' => hasKey,
            _ => true,
        };
        var weak = row.GetFieldValue<string[]>(11).Zip(
            row.GetFieldValue<string[]>(12), row.GetFieldValue<string[]>(13).Select(identity => identity[0]));
        return new(
            row.GetFieldValue<uint>(0),
            name,
            WhyNot(name, row.GetString(3)[0] == 'p', row.GetString(4)[0] == 'u', row.GetBoolean(5), keeps && !hasIdentity),
            IsPublished: row.GetBoolean(9),
            IsCurtailed: row.GetBoolean(10),
            IsOwned: row.GetBoolean(7),
            hasKey,
            keeps,
            row.GetString(14),
            row.GetString(15),
            [.. weak.Select(table => (new TableName(table.First, table.Second), table.Third))]);
    }

    private string? WhyNot(TableName name, bool isPartitioned, bool isUnlogged, bool isPartition, bool isNameless)
    {
        if (_capture.Excluded.Contains(name.ToString(), StringComparer.Ordinal))
            return "Left out by the configuration.";
        if (isUnlogged)
            return "An unlogged table has no changes in the log.";
        if (isPartition && !_capture.ShowsPartitions)
            return "A partition: its changes are shown as those of the partitioned table.";
        if (isPartitioned && _capture.ShowsPartitions)
            return "Partitioned: its changes are shown as those of its partitions.";
        return isNameless
            ? "Its replica identity is to be kept, but it has none: PostgreSQL would refuse its updates and deletes."
            : null;
    }
}
