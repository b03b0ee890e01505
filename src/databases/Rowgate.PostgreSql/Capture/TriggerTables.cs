using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Reads which tables there are for capture by triggers.</summary>
internal sealed class TriggerTables(PostgresOptions options)
{
    // Row by row where statements do not show whole rows (inheritance), where a trigger of the table itself writes while rows
    // are told (what it writes would otherwise be told before what made it fire), and where partitions are told as such: a
    // statement on their partitioned table does not say which rows are whose.
    // Both are looked up once for all tables: asked table by table, the server would read all triggers for each.
    private const string Query = """
        WITH RECURSIVE own_json (type) AS (
          SELECT castsource FROM pg_cast WHERE casttarget = 'json'::regtype AND castsource >= 16384
          UNION
          SELECT made.type FROM own_json CROSS JOIN LATERAL (
            SELECT t.oid FROM pg_type t WHERE t.typelem = own_json.type OR t.typbasetype = own_json.type
            UNION ALL
            SELECT k.reltype FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
            WHERE a.atttypid = own_json.type AND NOT a.attisdropped AND k.reltype <> 0) made (type)),
        nested AS MATERIALIZED (
          SELECT h.inhrelid, h.inhparent FROM pg_inherits h JOIN pg_class k ON k.oid = h.inhrelid WHERE NOT k.relispartition),
        busy AS MATERIALIZED (
          SELECT DISTINCT coalesce(pg_partition_root(t.tgrelid)::oid, t.tgrelid) AS tree FROM pg_trigger t
          WHERE NOT t.tgisinternal AND t.tgtype & 1 = 1 AND t.tgtype & 66 = 0 AND NOT starts_with(t.tgname, $1))
        SELECT c.oid, coalesce(pg_partition_root(c.oid)::oid, c.oid), n.nspname::text, c.relname::text, c.relispartition,
          ($5 AND c.relispartition)
            OR c.oid IN (SELECT inhrelid FROM nested UNION ALL SELECT inhparent FROM nested)
            OR coalesce(pg_partition_root(c.oid)::oid, c.oid) IN (SELECT tree FROM busy),
          has_table_privilege(c.oid, 'TRIGGER'), pg_has_role(c.relowner, 'USAGE'),
          ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgparentid = 0 AND t.tgenabled <> 'D'
            AND starts_with(t.tgname, $1) ORDER BY 1),
          columns.names, columns.types, columns.families,
          coalesce((SELECT ARRAY(SELECT array_position(columns.numbers, k) - 1 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u(k, place)
            WHERE place <= i.indnkeyatts ORDER BY place) FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary), '{}'),
          c.relkind = 'p',
          EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgparentid = 0 AND starts_with(t.tgname, $1)),
          CASE WHEN c.relkind = 'p' THEN
            (SELECT md5(coalesce(string_agg(t.relid::oid::text, ',' ORDER BY t.relid::oid), '')) FROM pg_partition_tree(c.oid) t WHERE t.isleaf)
          ELSE '' END,
          c.reltype IN (SELECT type FROM own_json)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (SELECT array_agg(a.attnum ORDER BY a.attnum) AS numbers, array_agg(a.attname::text ORDER BY a.attnum) AS names,
          array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
          array_agg(CASE WHEN b.typcategory = 'A' THEN 'array' ELSE format_type(b.oid, NULL) END ORDER BY a.attnum) AS families
          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
          JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) columns
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname = ANY ($2) AND n.nspname <> $3
          AND columns.names IS NOT NULL AND NOT n.nspname || '.' || c.relname = ANY ($4)
        ORDER BY c.relispartition, n.nspname, c.relname
        """;

    /// <summary>Reads them; a partitioned table stands before its partitions.</summary>
    public async Task<List<TriggerTable>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var capture = options.Capture;
        var schemas = capture.Schemas.IsEmpty ? options.Schemas : capture.Schemas;
        var prefix = TriggerSchema.TriggerPrefix(capture.Name);
        await using var command = new NpgsqlCommand(Query, connection)
        {
            Parameters =
            {
                new() { Value = prefix }, new() { Value = schemas.ToArray() }, new() { Value = capture.Name },
                new() { Value = capture.Excluded.ToArray() }, new() { Value = capture.ShowsPartitions },
            },
        };
        var tables = new List<TriggerTable>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(Read(reader, prefix, capture.ShowsPartitions));
        return tables;
    }

    private static TriggerTable Read(NpgsqlDataReader row, string prefix, bool showsPartitions)
    {
        var (id, tree) = (row.GetFieldValue<uint>(0), row.GetFieldValue<uint>(1));
        var (isPartition, byRow, hasOwnJson) = (row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(16));
        var present = row.GetFieldValue<string[]>(8).Select(name => name[prefix.Length..]).ToArray();
        var columns = row.GetFieldValue<string[]>(9).Zip(row.GetFieldValue<string[]>(10), row.GetFieldValue<string[]>(11))
            .Select(column => new ShapeColumn(column.First, column.Second, KindOf(column.Third)));
        var shape = new TableShape(
            new(row.GetString(2), row.GetString(3)), [.. columns], [.. row.GetFieldValue<int[]>(12)]);
        var needsTruncateOnly = !showsPartitions && isPartition && byRow;
        return new(
            id,
            tree,
            Root: showsPartitions ? id : tree,
            shape,
            byRow,
            hasOwnJson,
            HasTriggers: row.GetBoolean(14),
            IsInstalled: present.SequenceEqual(TriggerSchema.TriggerNames(byRow, hasOwnJson, needsTruncateOnly), StringComparer.Ordinal),
            MayInstall: row.GetBoolean(6),
            IsOwned: row.GetBoolean(7),
            Partitions: row.GetString(15),
            NeedsNone: showsPartitions && row.GetBoolean(13),
            needsTruncateOnly);
    }

    private static ValueKind KindOf(string family) => family switch
    {
        "boolean" => ValueKind.Boolean,
        "smallint" or "integer" or "bigint" => ValueKind.Integer,
        "numeric" => ValueKind.Decimal,
        "real" or "double precision" => ValueKind.Float,
        "text" or "character varying" or "character" or "bpchar" or "name" => ValueKind.Text,
        "bytea" => ValueKind.Bytes,
        "date" => ValueKind.Date,
        "time without time zone" or "time with time zone" => ValueKind.Time,
        "timestamp without time zone" or "timestamp with time zone" => ValueKind.Timestamp,
        "json" or "jsonb" => ValueKind.Json,
        "uuid" => ValueKind.Uuid,
        "array" => ValueKind.Array,
        _ => ValueKind.Any,
    };
}
