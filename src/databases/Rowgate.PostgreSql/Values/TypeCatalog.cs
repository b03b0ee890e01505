using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Values;

/// <summary>Finds out how the values of types are written.</summary>
internal static class TypeCatalog
{
    // The functions in C behind casts to JSON.
    private const string HstoreCast = "hstore_to_json";
    private const string GeometryCast = "geometry_to_json";

    private const uint Json = 114;
    private const uint Jsonb = 3802;
    private const uint Timestamp = 1114;
    private const uint TimestampWithZone = 1184;

    // Types that need no question, so that most tables cause none.
    private static readonly ImmutableDictionary<uint, WalType> BuiltIn = new (uint, ValueKind, ValueWriter)[]
    {
        (16, ValueKind.Boolean, PlainWriters.Boolean),
        (20, ValueKind.Integer, PlainWriters.Number),
        (21, ValueKind.Integer, PlainWriters.Number),
        (23, ValueKind.Integer, PlainWriters.Number),
        (700, ValueKind.Float, PlainWriters.Number),
        (701, ValueKind.Float, PlainWriters.Number),
        (1700, ValueKind.Decimal, PlainWriters.Number),
        (17, ValueKind.Bytes, PlainWriters.Text),
        (18, ValueKind.Text, PlainWriters.Text),
        (19, ValueKind.Text, PlainWriters.Text),
        (25, ValueKind.Text, PlainWriters.Text),
        (1042, ValueKind.Text, PlainWriters.Text),
        (1043, ValueKind.Text, PlainWriters.Text),
        (Json, ValueKind.Json, PlainWriters.Json),
        (Jsonb, ValueKind.Json, PlainWriters.Json),
        (1082, ValueKind.Date, PlainWriters.Text),
        (1083, ValueKind.Time, PlainWriters.Text),
        (1266, ValueKind.Time, PlainWriters.Text),
        (Timestamp, ValueKind.Timestamp, PlainWriters.Timestamp),
        (TimestampWithZone, ValueKind.Timestamp, PlainWriters.TimestampWithZone),
        (2950, ValueKind.Uuid, PlainWriters.Text),
        (22, ValueKind.Array, new VectorWriter(PlainWriters.Number)),
        (30, ValueKind.Array, new VectorWriter(PlainWriters.Text)),
    }.ToImmutableDictionary(type => type.Item1, type => new WalType(type.Item2, type.Item3));

    // A type with what it is made of. True arrays are those of variable length that name an element.
    private const string Query = """
        WITH RECURSIVE needed(oid) AS (
          SELECT unnest($1::oid[])
          UNION
          SELECT part.oid FROM needed n JOIN pg_type t ON t.oid = n.oid CROSS JOIN LATERAL (
            SELECT t.typbasetype WHERE t.typtype = 'd'
            UNION ALL SELECT t.typelem WHERE t.typelem <> 0 AND t.typlen = -1
            UNION ALL SELECT a.atttypid FROM pg_attribute a
              WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) part(oid))
        SELECT t.oid, t.typtype::text, t.typbasetype,
          CASE WHEN t.typlen = -1 AND t.typtype = 'b' THEN t.typelem ELSE 0::oid END,
          coalesce((SELECT e.typdelim::text FROM pg_type e WHERE e.oid = t.typelem), ','),
          ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid
            AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
          ARRAY(SELECT a.atttypid::int8 FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid
            AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
          coalesce((SELECT p.prosrc FROM pg_cast c JOIN pg_proc p ON p.oid = c.castfunc
            WHERE c.castsource = t.oid AND c.casttarget = 'json'::regtype AND t.oid >= 16384), ''),
          t.typnamespace::regnamespace::text
        FROM needed n JOIN pg_type t ON t.oid = n.oid
        """;

    /// <summary>Finds the types.</summary>
    /// <returns>Each of them; a type that is gone is missing.</returns>
    public static async Task<IReadOnlyDictionary<uint, WalType>> FindAsync(
        NpgsqlConnection connection, IReadOnlyCollection<uint> ids, CancellationToken cancellationToken)
    {
        if (ids.All(BuiltIn.ContainsKey))
            return BuiltIn;
        var rows = await ReadAsync(connection, ids, cancellationToken);
        var references = rows.Values.FirstOrDefault(row => row.JsonCast == GeometryCast) is { } geometry
            ? await SpatialReferences.ReadAsync(connection, geometry.Schema, cancellationToken)
            : SpatialReferences.None;
        var found = new Dictionary<uint, WalType>(BuiltIn);
        foreach (var id in rows.Keys)
            Add(id, rows, references, found);
        return found;
    }

    private static async Task<Dictionary<uint, TypeRow>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<uint> ids, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<uint, TypeRow>();
        await using var command = new NpgsqlCommand(Query, connection);
        command.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows[reader.GetFieldValue<uint>(0)] = new(
                reader.GetString(1)[0],
                reader.GetFieldValue<uint>(2),
                reader.GetFieldValue<uint>(3),
                (byte)reader.GetString(4)[0],
                reader.GetFieldValue<string[]>(5),
                reader.GetFieldValue<long[]>(6),
                reader.GetString(7),
                reader.GetString(8));
        }

        return rows;
    }

    private static WalType Add(
        uint id, Dictionary<uint, TypeRow> rows, SpatialReferences references, Dictionary<uint, WalType> found)
    {
        if (found.TryGetValue(id, out var known))
            return known;
        if (!rows.TryGetValue(id, out var row))
            return WalType.Unknown;
        WalType type;
        if (row.Kind == 'd')
        {
            type = Add(row.Base, rows, references, found);
        }
        else if (row.Element != 0)
        {
            type = new(ValueKind.Array, new ArrayWriter(Add(row.Element, rows, references, found).Writer, row.Delimiter));
        }
        else if (row.Kind == 'c')
        {
            // Known before its fields are: one of them may be an array of the type itself.
            var fields = new ValueWriter[row.Fields.Length];
            type = new(ValueKind.Any, new CompositeWriter(row.Fields, fields));
            found[id] = type;
            for (var i = 0; i < fields.Length; i++)
                fields[i] = Add((uint)row.FieldTypes[i], rows, references, found).Writer;
        }
        else
        {
            type = row.JsonCast switch
            {
                HstoreCast => new(ValueKind.Json, new HstoreWriter()),
                GeometryCast => new(ValueKind.Any, new GeometryWriter(references)),
                _ => new(row.Kind == 'e' ? ValueKind.Text : ValueKind.Any, PlainWriters.Text),
            };
        }

        found[id] = type;
        return type;
    }

    private sealed record TypeRow(
        char Kind, uint Base, uint Element, byte Delimiter, string[] Fields, long[] FieldTypes, string JsonCast, string Schema);
}
