using System.Collections.Immutable;
using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.PostgreSql.Sql;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Finds out how the copied rows of a relation become row images, and remembers it for the last one.</summary>
internal sealed class CopyWriters
{
    private const string Types = """
        SELECT a.attname::text, a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = $1::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
        """;

    /// <summary>What the values' writers expect of the session that prints them; and what suits the read of a whole table: the
    /// order of an index instead of a sort of all rows, and as long as it takes.</summary>
    public static readonly ImmutableArray<(string Name, string Value)> Settings =
    [
        ("timezone", "UTC"), ("datestyle", "ISO"), ("intervalstyle", "postgres"), ("extra_float_digits", "1"), ("bytea_output", "hex"),
        ("enable_sort", "off"), ("enable_incremental_sort", "off"), ("statement_timeout", "0"),
    ];

    private volatile Known? _last;

    /// <summary>The writer of a plan's rows.</summary>
    /// <param name="plan">Shows columns of its relation, in order.</param>
    /// <param name="connection">Where to ask.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public async ValueTask<CopyRowWriter> OfAsync(ReadPlan plan, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_last is { } known && ReferenceEquals(known.Relation, plan.Source))
            return known.Writer;
        var types = new Dictionary<string, uint>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(Types, connection))
        {
            command.Parameters.Add(new() { Value = SqlName.Quote(plan.Source.Name) });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                types[reader.GetString(0)] = reader.GetFieldValue<uint>(1);
        }

        var ids = plan.Projections.Select(shown => types.GetValueOrDefault(((FieldProjection)shown).Field.Column.Name)).ToArray();
        var found = await TypeCatalog.FindAsync(connection, ids.Distinct().ToArray(), cancellationToken);
        var writer = new CopyRowWriter([.. ids.Select(id => (found.GetValueOrDefault(id) ?? WalType.Unknown).Writer)]);
        _last = new(plan.Source, writer);
        return writer;
    }

    /// <summary>A type was altered: it is looked up again.</summary>
    public void Forget() => _last = null;

    private sealed record Known(Relation Relation, CopyRowWriter Writer);
}
