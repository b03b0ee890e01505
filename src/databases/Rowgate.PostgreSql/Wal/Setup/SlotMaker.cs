using System.Globalization;
using Npgsql;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>Makes and drops the replication slot.</summary>
internal static class SlotMaker
{
    // Making one waits for every older transaction to end; an orphaned prepared one never does.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private const string Blockers = """
        SELECT format('prepared transaction %s of %s in %s, since %s', quote_literal(gid), owner, database, prepared)
        FROM pg_prepared_xacts
        UNION ALL
        SELECT format('process %s of %s (%s), since %s', pid, coalesce(usename, 'the server'), coalesce(application_name, ''), xact_start)
        FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
        LIMIT 10
        """;

    /// <summary>Makes the slot.</summary>
    /// <returns>The place from which on it has every transaction that commits.</returns>
    /// <exception cref="Databases.DatabaseException">Older transactions did not end in time; it names them.</exception>
    public static async Task<ulong> CreateAsync(
        NpgsqlConnection connection, string name, ServerFacts server, CancellationToken cancellationToken)
    {
        try
        {
            // From 17 on a slot can survive a failover, when the standbys are set up to keep it in step.
            var create = server.Version >= 17
                ? "SELECT (lsn - '0/0')::numeric FROM pg_create_logical_replication_slot($1, 'pgoutput', false, false, true)"
                : "SELECT (lsn - '0/0')::numeric FROM pg_create_logical_replication_slot($1, 'pgoutput')";
            await ExecuteAsync(connection, string.Create(
                CultureInfo.InvariantCulture, $"SET statement_timeout = {(long)WaitMax.TotalMilliseconds}"), cancellationToken);
            await using var command = new NpgsqlCommand(create, connection) { Parameters = { new() { Value = name } } };
            return (ulong)(decimal)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw WalFaults.Blocked("The replication slot cannot be made", await BlockersAsync(connection, cancellationToken));
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await ExecuteAsync(connection, "SET statement_timeout = 0", cancellationToken);
        }
    }

    /// <summary>Drops the slot.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_drop_replication_slot($1)", connection) { Parameters = { new() { Value = name } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whoever may be in the way: prepared transactions, and those that have written.</summary>
    public static async Task<List<string>> BlockersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await using var command = new NpgsqlCommand(Blockers, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0));
        return found;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
