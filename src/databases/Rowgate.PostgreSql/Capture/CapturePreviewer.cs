using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Says which ways of capture a server allows, and which of them is taken.</summary>
internal sealed class CapturePreviewer(PostgresOptions options)
{
    // A way that was begun stays: what the log or the change table still holds is behind the end of the journal.
    private const string Installed = """
        SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1 AND plugin = 'pgoutput' AND database = current_database())
            OR EXISTS (SELECT FROM pg_publication WHERE pubname = $1 AND NOT puballtables),
          to_regclass(quote_ident($1) || '.head') IS NOT NULL
        """;

    private const int OldestVersion = 13;

    /// <summary>Looks at the server. Changes nothing.</summary>
    /// <returns>What the way would do that is configured, or installed, or the best possible one; the best one when none is.
    /// Polling is only taken when it is configured: it misses deletes.</returns>
    public async Task<CapturePreview> MakeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await TriggerInstallation.ConnectAsync(options, cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw CaptureFaults.TooOld(connection.PostgreSqlVersion.Major, OldestVersion);
        var log = await new WalPreview(options).MakeAsync(connection, cancellationToken);
        var triggers = await TriggerPreview.MakeAsync(options, connection, cancellationToken);
        var polling = await PollingTables.PreviewAsync(options, connection, cancellationToken);
        CapturePreview[] all = [log, triggers, polling];
        var mode = options.Capture.Mode is { } configured ? NameOf(configured) : await InstalledAsync(connection, cancellationToken);
        var chosen = Array.Find(all, preview => preview.Mode == mode)
            ?? Array.Find([log, triggers], preview => preview.Ways[0] is { IsPossible: true } or { IsMisnamed: true })
            ?? log;
        if (options.PreparesStatements
            && (options.DirectConnectionString is not null || await Pooler.IsBetweenAsync(connection, cancellationToken)))
        {
            const string confused = "Requests go through a pooler. If it lends a connection for a transaction only, set database.prepared-statements to false.";
            chosen = chosen with { Warnings = [.. chosen.Warnings, confused] };
        }

        return chosen with { Ways = [.. all.SelectMany(preview => preview.Ways)] };
    }

    /// <summary>The name of a way.</summary>
    public static string NameOf(CaptureMode mode) => mode switch
    {
        CaptureMode.Wal => "wal",
        CaptureMode.Trigger => "trigger",
        CaptureMode.Polling => "polling",
        _ => "none",
    };

    /// <summary>The way that is installed; null for none.</summary>
    public async Task<string?> InstalledAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Installed, connection) { Parameters = { new() { Value = options.Capture.Name } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) ? "wal" : reader.GetBoolean(1) ? "trigger" : null;
    }
}
