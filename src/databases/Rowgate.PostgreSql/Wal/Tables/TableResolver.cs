using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Wal.Protocol;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Makes what the log announces of tables into what is needed to decode their changes, with the help of the catalog.</summary>
/// <remarks>All questions are for many tables at once: with tens of thousands of them, one for each would take minutes.</remarks>
internal static class TableResolver
{
    /// <summary>How many tables one question may name, so that memory stays bounded.</summary>
    public const int TablesMax = 5_000;

    private const string TypeNames = """
        SELECT ARRAY(SELECT coalesce(format_type(t.oid, t.modifier), '') FROM unnest($1::oid[], $2::int4[])
          WITH ORDINALITY AS t(oid, modifier, place) ORDER BY place)
        """;

    private const string Keys = """
        SELECT i.indrelid, ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number WHERE k.place <= i.indnkeyatts ORDER BY k.place)
        FROM pg_index i WHERE i.indrelid = ANY ($1) AND i.indisprimary
        """;

    // What pgoutput would announce: no generated columns, unless the publication says so (PostgreSQL 18).
    private const string Announcement = """
        SELECT c.oid, n.nspname::text, c.relname::text, a.attname::text, a.atttypid, a.atttypmod
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (a.attgenerated = '' OR (a.attgenerated = 's' AND current_setting('server_version_num')::int >= 180000))
        WHERE c.oid = ANY ($1) ORDER BY c.oid, a.attnum
        """;

    /// <summary>Resolves a table.</summary>
    public static async Task<WalTable> ResolveAsync(
        NpgsqlConnection connection, RelationMessage relation, CancellationToken cancellationToken) =>
        (await ResolveAsync(connection, [relation], cancellationToken))[0];

    /// <summary>What the log would announce of a table now; null when it is gone.</summary>
    public static async Task<RelationMessage?> DescribeAsync(NpgsqlConnection connection, uint id, CancellationToken cancellationToken) =>
        (await DescribeAsync(connection, [id], cancellationToken)).FirstOrDefault();

    /// <summary>The shapes that tables have now, as the log would tell them.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="ids">The tables, any number of them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The shapes by table; those that are gone are missing.</returns>
    public static async Task<Dictionary<uint, TableShape>> ShapesAsync(
        NpgsqlConnection connection, IEnumerable<uint> ids, CancellationToken cancellationToken)
    {
        var shapes = new Dictionary<uint, TableShape>();
        foreach (var some in ids.Chunk(TablesMax))
        {
            var relations = await DescribeAsync(connection, some, cancellationToken);
            foreach (var table in await ResolveAsync(connection, relations, cancellationToken))
                shapes[table.Id] = table.Shape;
        }

        return shapes;
    }

    private static async Task<List<WalTable>> ResolveAsync(
        NpgsqlConnection connection, List<RelationMessage> relations, CancellationToken cancellationToken)
    {
        if (relations.Count == 0)
            return [];
        var ids = relations.SelectMany(relation => relation.Columns, (_, column) => column.Type).Distinct().ToArray();
        var types = await TypeCatalog.FindAsync(connection, ids, cancellationToken);
        var (names, keys) = await NamesAsync(connection, relations, cancellationToken);
        return [.. relations.Select(relation => Resolve(relation, types, names, keys.GetValueOrDefault(relation.Id, [])))];
    }

    private static WalTable Resolve(
        RelationMessage relation, IReadOnlyDictionary<uint, WalType> types, Dictionary<(uint, int), string> names, string[] key)
    {
        var found = relation.Columns.Select(column => types.GetValueOrDefault(column.Type) ?? WalType.Unknown).ToArray();
        var columns = relation.Columns.Select(
            (column, i) => new ShapeColumn(column.Name, names[(column.Type, column.Modifier)], found[i].Kind)).ToImmutableArray();
        var ordinals = key.Select(name => relation.Columns.FirstIndex(column => column.Name == name)).ToImmutableArray();
        var shape = new TableShape(
            new(relation.Schema, relation.Name), columns, ordinals.Contains(-1) ? [] : ordinals);
        return new(
            relation,
            shape,
            [.. found.Select(type => type.Writer)],
            [.. Enumerable.Range(0, columns.Length).Where(i => relation.Columns[i].IsKey)]);
    }

    private static async Task<List<RelationMessage>> DescribeAsync(
        NpgsqlConnection connection, uint[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Announcement, connection);
        command.Parameters.Add(new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid });
        var relations = new List<RelationMessage>();
        var columns = ImmutableArray.CreateBuilder<RelationColumn>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var isRow = await reader.ReadAsync(cancellationToken);
        while (isRow)
        {
            var (id, schema, name) = (reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetString(2));
            for (; isRow && reader.GetFieldValue<uint>(0) == id; isRow = await reader.ReadAsync(cancellationToken))
                columns.Add(new(reader.GetString(3), reader.GetFieldValue<uint>(4), reader.GetInt32(5), IsKey: false));
            relations.Add(new(id, schema, name, columns.DrainToImmutable()));
        }

        return relations;
    }

    // In one round trip: the names of the types as they are declared, and the columns of the primary keys.
    private static async Task<(Dictionary<(uint, int), string> Types, Dictionary<uint, string[]> Keys)> NamesAsync(
        NpgsqlConnection connection, List<RelationMessage> relations, CancellationToken cancellationToken)
    {
        var declared = relations.SelectMany(relation => relation.Columns, (_, column) => (column.Type, column.Modifier)).Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(TypeNames)
        {
            Parameters =
            {
                new() { Value = declared.Select(type => type.Type).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
                new() { Value = declared.Select(type => type.Modifier).ToArray() },
            },
        });
        batch.BatchCommands.Add(new(Keys)
        {
            Parameters =
            {
                new() { Value = relations.Select(relation => relation.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var names = declared.Zip(reader.GetFieldValue<string[]>(0)).ToDictionary(pair => pair.First, pair => pair.Second);
        await reader.NextResultAsync(cancellationToken);
        var keys = new Dictionary<uint, string[]>();
        while (await reader.ReadAsync(cancellationToken))
            keys[reader.GetFieldValue<uint>(0)] = reader.GetFieldValue<string[]>(1);
        return (names, keys);
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
