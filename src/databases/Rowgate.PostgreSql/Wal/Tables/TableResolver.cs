using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Wal.Protocol;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Makes what the log announces of a table into what is needed to decode its changes, with the help of the catalog.</summary>
internal static class TableResolver
{
    private const string TypeNames = """
        SELECT ARRAY(SELECT coalesce(format_type(t.oid, t.modifier), '') FROM unnest($1::oid[], $2::int4[])
          WITH ORDINALITY AS t(oid, modifier, place) ORDER BY place),
          ARRAY(SELECT a.attname::text FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
          WHERE i.indrelid = $3 AND i.indisprimary AND k.place <= i.indnkeyatts ORDER BY k.place)
        """;

    // What pgoutput would announce: no generated columns, unless the publication says so (PostgreSQL 18).
    private const string Announcement = """
        SELECT n.nspname::text, c.relname::text, a.attname::text, a.atttypid, a.atttypmod
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (a.attgenerated = '' OR (a.attgenerated = 's' AND current_setting('server_version_num')::int >= 180000))
        WHERE c.oid = $1 ORDER BY a.attnum
        """;

    /// <summary>Resolves a table.</summary>
    public static async Task<WalTable> ResolveAsync(
        NpgsqlConnection connection, RelationMessage relation, CancellationToken cancellationToken)
    {
        var ids = relation.Columns.Select(column => column.Type).Distinct().ToArray();
        var types = await TypeCatalog.FindAsync(connection, ids, cancellationToken);
        var (names, key) = await NamesAsync(connection, relation, cancellationToken);
        var found = relation.Columns.Select(column => types.GetValueOrDefault(column.Type) ?? WalType.Unknown).ToArray();
        var columns = relation.Columns.Select((column, i) => new ShapeColumn(column.Name, names[i], found[i].Kind)).ToImmutableArray();
        var ordinals = key.Select(name => relation.Columns.FirstIndex(column => column.Name == name)).ToImmutableArray();
        var shape = new TableShape(
            new(relation.Schema, relation.Name), columns, ordinals.Contains(-1) ? [] : ordinals);
        return new(
            relation,
            shape,
            [.. found.Select(type => type.Writer)],
            [.. Enumerable.Range(0, columns.Length).Where(i => relation.Columns[i].IsKey)]);
    }

    /// <summary>What the log would announce of a table now; null when it is gone.</summary>
    public static async Task<RelationMessage?> DescribeAsync(NpgsqlConnection connection, uint id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Announcement, connection);
        command.Parameters.Add(new() { Value = id, NpgsqlDbType = NpgsqlDbType.Oid });
        var columns = ImmutableArray.CreateBuilder<RelationColumn>();
        TableName? name = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            name ??= new(reader.GetString(0), reader.GetString(1));
            columns.Add(new(reader.GetString(2), reader.GetFieldValue<uint>(3), reader.GetInt32(4), IsKey: false));
        }

        return name is { } known ? new(id, known.Schema, known.Name, columns.ToImmutable()) : null;
    }

    private static async Task<(string[] Types, string[] Key)> NamesAsync(
        NpgsqlConnection connection, RelationMessage relation, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TypeNames, connection);
        command.Parameters.Add(new()
        {
            Value = relation.Columns.Select(column => column.Type).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid,
        });
        command.Parameters.Add(new() { Value = relation.Columns.Select(column => column.Modifier).ToArray() });
        command.Parameters.Add(new() { Value = relation.Id, NpgsqlDbType = NpgsqlDbType.Oid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<string[]>(0), reader.GetFieldValue<string[]>(1));
    }

    private static int FirstIndex(this ImmutableArray<RelationColumn> columns, Func<RelationColumn, bool> condition)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (condition(columns[i]))
                return i;
        }

        return -1;
    }
}
