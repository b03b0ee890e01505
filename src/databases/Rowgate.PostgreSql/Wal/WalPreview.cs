using System.Collections.Immutable;
using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Setup;
using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal;

/// <summary>Says what capture from the log would do to a database, without doing it.</summary>
internal sealed class WalPreview(PostgresOptions options)
{
    /// <summary>Looks at the database.</summary>
    public async Task<CapturePreview> MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var server = await ServerFacts.ReadAsync(connection, cancellationToken);
        var slot = await SlotFacts.ReadAsync(connection, options.Capture.Name, cancellationToken);
        var tables = await new RelationList(options).ReadAsync(connection, cancellationToken);
        var notes = await ReadNotesAsync(connection, cancellationToken);
        var shapes = ShapeMemory.Open(WalFiles.At(options.Capture).Shapes, new(ulong.MaxValue));
        var isBegun = slot is { IsOurs: true };
        var damage = isBegun
            ? await new Publication(options.Capture).DamageAsync(connection, tables, id => shapes.Find(id) is not null, cancellationToken)
            : null;
        return new("wal", [.. tables.Select(table => Table(table, isBegun))], [.. Warnings(slot, damage), .. Notes(notes, server, slot, tables)])
        {
            Ways = [await WalWay.FindAsync(options, connection, server, slot, tables, cancellationToken)],
        };
    }

    private static TablePreview Table(CapturedRelation table, bool isBegun) =>
        table.WhyNot is { } reason ? new(table.Name, false, reason)
        : isBegun && !table.IsPublished ? new(table.Name, true, "Not in the publication: `rowgate serve` puts it there. " + Note(table))
        : new(table.Name, true, Note(table));

    private static string Note(CapturedRelation table) => table switch
    {
        { KeepsIdentity: true, WithoutFullIdentity: not [] } =>
            "Its replica identity stays: updates come without the earlier row, deletes with the key only.",
        { HasKey: false } => "Whole rows before and after; without a primary key, followers tell rows apart by all their values.",
        { WithoutFullIdentity: not [] } => "Whole rows before and after; REPLICA IDENTITY FULL will be set.",
        _ => "Whole rows before and after.",
    };

    private ImmutableArray<string> Warnings(SlotFacts? slot, string? damage)
    {
        var name = options.Capture.Name;
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (slot is null)
            warnings.Add($"The slot and the publication {name} will be made; `rowgate capture remove` takes them away again.");
        if (slot is { IsOurs: true, WalStatus: "lost" })
            warnings.Add($"The slot {name} has lost its log: capture begins anew behind a gap.");
        if (damage is not null)
        {
            warnings.Add($"Somebody changed the publication {name}. {damage} "
                + "Run `rowgate serve`: it mends the publication, tells the gap, and reads the tables again. Mended by hand, the gap "
                + "would stay unknown. Tables that are not to be captured belong into capture.exclude.");
        }

        if (slot is { IsOurs: true } && slot.RetainedBytes > options.Capture.WalBudgetBytes)
            warnings.Add($"The slot {name} holds back {slot.RetainedBytes} bytes of the log, more than its budget.");
        return warnings.ToImmutable();
    }

    private static IEnumerable<string> Notes(
        (string Prepared, string Generated) found, ServerFacts server, SlotFacts? slot, List<CapturedRelation> tables)
    {
        if (slot is null && found.Prepared.Length > 0)
            yield return $"The slot can only be made when these prepared transactions have ended: {found.Prepared}.";
        if (found.Generated.Length > 0)
        {
            yield return $"Generated columns that the log does not have, so that changes come without them: {found.Generated}.";
        }

        if (tables.Any(table => table is { WhyNot: null, KeepsIdentity: false, WithoutFullIdentity: not [] }))
            yield return "REPLICA IDENTITY FULL writes the whole old row into the log with each update and delete.";
        if (server.KeepsLogWithoutLimit)
        {
            yield return "max_slot_wal_keep_size is -1: while Rowgate is away, its slot holds back the log until the disk is full. "
                + "A limit makes the server drop the slot instead, and capture goes on behind a gap.";
        }
    }

    private async Task<(string Prepared, string Generated)> ReadNotesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var schemas = options.Capture.Schemas.IsEmpty ? options.Schemas : options.Capture.Schemas;
        await using var command = new NpgsqlCommand(
            """
            SELECT coalesce((SELECT string_agg(quote_literal(gid), ', ' ORDER BY prepared) FROM pg_prepared_xacts), ''),
              coalesce((SELECT string_agg(format('%s.%s.%s', n.nspname, c.relname, a.attname), ', ' ORDER BY n.nspname, c.relname, a.attnum)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE a.attgenerated <> '' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND n.nspname = ANY ($1) AND NOT n.nspname || '.' || c.relname = ANY ($2)
                  AND (a.attgenerated = 'v' OR current_setting('server_version_num')::int < 180000)), '')
            """,
            connection)
        {
            Parameters = { new() { Value = schemas.ToArray() }, new() { Value = options.Capture.Excluded.ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetString(0), reader.GetString(1));
    }
}
