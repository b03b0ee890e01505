using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Says what capture by triggers would do, without doing it.</summary>
internal static class TriggerPreview
{
    public static async Task<CapturePreview> MakeAsync(
        PostgresOptions options, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = await new TriggerTables(options).ReadAsync(connection, cancellationToken);
        return new(
            "trigger",
            [.. tables.OrderBy(table => table.Shape.Table.ToString(), StringComparer.Ordinal).Select(Describe)],
            ["Each write of a captured table writes its rows a second time, and takes one lock more at its commit (NOTIFY) where the server does not allow prepared transactions."])
        {
            Ways = [await FindWayAsync(options, connection, tables, cancellationToken)],
        };
    }

    // Possible when at least something can be captured: what is missing for single tables stands beside them.
    private static async Task<CaptureWay> FindWayAsync(
        PostgresOptions options, NpgsqlConnection connection, List<TriggerTable> tables, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT has_database_privilege(current_database(), 'CREATE') OR to_regnamespace(quote_ident($1)) IS NOT NULL,
              format('GRANT CREATE ON DATABASE %I TO %I;', current_database(), current_user),
              (SELECT coalesce(array_agg(format('GRANT TRIGGER ON %s TO %I;', t.oid::regclass, current_user)), '{}') FROM unnest($2) t (oid))
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = options.Capture.Name },
                new() { Value = tables.Where(table => !table.MayInstall).Select(table => table.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
            },
        };
        var missing = ImmutableArray.CreateBuilder<string>();
        if (await IsRefusedAsync(options, connection, cancellationToken))
            missing.Add($"{CaptureFaults.Pooled().Message} Set database.direct-source.");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var statements = ImmutableArray.CreateBuilder<string>();
        if (!reader.GetBoolean(0))
        {
            missing.Add($"The role may not make the schema {options.Capture.Name}, which capture writes into.");
            statements.Add(reader.GetString(1));
        }

        if (tables.Count > 0 && !tables.Exists(table => table.MayInstall))
            missing.Add("The role may not make triggers on any table.");
        statements.AddRange(reader.GetFieldValue<string[]>(2));
        return new("trigger", missing.ToImmutable(), statements.ToImmutable());
    }

    // A pooler in session mode will do for whoever says so; it is not chosen without a word.
    private static async Task<bool> IsRefusedAsync(
        PostgresOptions options, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        options.Capture.Mode == CaptureMode.Trigger
            ? await Pooler.LendsSessionsAsync(connection, cancellationToken)
            : await Pooler.IsBetweenAsync(connection, cancellationToken);

    private static TablePreview Describe(TriggerTable table) => new(
        table.Shape.Table,
        table.MayInstall,
        table switch
        {
            { MayInstall: false } => "The role may not make triggers on it.",
            { NeedsNone: true } => "Partitioned: its changes are shown as those of its partitions.",
            { Root: var root } when root != table.Id => "A partition: its changes are shown as those of the partitioned table.",
            { ByRow: true } => "Row triggers, because rows are inherited or triggers of its own write; complete images before and after.",
            { Shape.Key.IsEmpty: true } => "Statement triggers; without a primary key, followers tell rows apart by all their values.",
            _ => "Statement triggers, complete images before and after.",
        });
}
