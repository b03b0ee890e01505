using Npgsql;
using Rowgate.Core.Positions;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Installs and removes the schema of capture by triggers.</summary>
internal static class TriggerInstallation
{
    /// <summary>Opens the connection of the one reader, with everything but the triggers in place.</summary>
    /// <param name="options">The database.</param>
    /// <param name="after">The end of the journal.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Databases.DatabaseException">Somebody else reads, or the journal does not belong to the database.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(
        PostgresOptions options, SourcePosition after, CancellationToken cancellationToken)
    {
        var connection = await ConnectOwnAsync(options, cancellationToken);
        try
        {
            var name = options.Capture.Name;
            await ClaimAsync(connection, name, cancellationToken);
            if (await AskAsync<bool>(connection, "SELECT to_regclass(quote_ident($1) || '.head') IS NULL", name, cancellationToken))
                await InstallAsync(connection, name, after, cancellationToken);
            else
                await GoOnAsync(connection, name, after, cancellationToken);
            await ExecuteAsync(connection, $"LISTEN {TriggerSchema.Quoted(name)}", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a connection whose session is ours alone, as following changes needs: it holds locks, listens, and prints
    /// values as its settings say.</summary>
    /// <exception cref="Databases.DatabaseException">A pooler is between, which lends the session to others after each transaction.</exception>
    public static Task<NpgsqlConnection> ConnectOwnAsync(PostgresOptions options, CancellationToken cancellationToken) =>
        ConnectAsync(options, mustBeOwn: true, cancellationToken);

    /// <summary>Opens a connection for a look at the database. Behind a pooler that lends sessions, it has the settings of the server.</summary>
    public static Task<NpgsqlConnection> ConnectAsync(PostgresOptions options, CancellationToken cancellationToken) =>
        ConnectAsync(options, mustBeOwn: false, cancellationToken);

    private static async Task<NpgsqlConnection> ConnectAsync(PostgresOptions options, bool mustBeOwn, CancellationToken cancellationToken)
    {
        var text = new NpgsqlConnectionStringBuilder(options.DirectConnectionString ?? options.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            ApplicationName = "rowgate capture",
        };
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);

            // A pooler would hand the settings on to whoever gets the session next.
            if (await Pooler.LendsSessionsAsync(connection, cancellationToken))
                return mustBeOwn ? throw CaptureFaults.Pooled() : connection;

            // What a look numbers must be on disk before anybody hears of it.
            await ExecuteAsync(
                connection,
                "SET synchronous_commit = local; SET statement_timeout = 0; SET default_transaction_read_only = off; SET search_path = pg_catalog",
                cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when writers notify whoever listens.</summary>
    public static async Task<bool> NotifiesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT NOT ({TriggerSchema.MayPrepare})", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Drops everything. The triggers go with the functions.</summary>
    public static async Task<IReadOnlyList<string>> RemoveAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(options, cancellationToken);
        var name = options.Capture.Name;
        if (await AskAsync<bool>(connection, "SELECT to_regclass(quote_ident($1) || '.head') IS NULL", name, cancellationToken))
            return [];
        var tables = await AskAsync<string[]>(
            connection,
            """
            SELECT ARRAY(SELECT DISTINCT 'triggers on ' || n.nspname || '.' || c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid
              JOIN pg_namespace s ON s.oid = p.pronamespace WHERE s.nspname = $1 ORDER BY 1)
            """,
            name,
            cancellationToken);
        await ExecuteAsync(connection, $"DROP SCHEMA {TriggerSchema.Quoted(name)} CASCADE", cancellationToken);
        return [.. tables, $"schema {name}"];
    }

    // Waits a little: the server may not have noticed yet that our last connection is gone.
    private static async Task ClaimAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, "SET lock_timeout = 2000", cancellationToken);
            await using var command = new NpgsqlCommand(
                "SELECT pg_advisory_lock(hashtext('rowgate capture'), hashtext($1))", connection);
            command.Parameters.Add(new() { Value = name });
            await command.ExecuteNonQueryAsync(cancellationToken);
            await ExecuteAsync(connection, "SET lock_timeout = 0", cancellationToken);
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw CaptureFaults.Claimed(name);
        }
    }

    private static async Task InstallAsync(
        NpgsqlConnection connection, string name, SourcePosition after, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, TriggerSchema.Install(name), cancellationToken);

        // A journal that another way of capture has filled goes on behind what it holds.
        if (after > SourcePosition.None)
        {
            await AskAsync<long>(
                connection,
                $"SELECT setval(quote_ident($1) || '.look', {(after.Value >> TriggerSchema.PositionBits) + 1})",
                name,
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task GoOnAsync(
        NpgsqlConnection connection, string name, SourcePosition after, CancellationToken cancellationToken)
    {
        await RequireContinuityAsync(connection, name, after, cancellationToken);
        var print = await AskAsync<string>(
            connection, "SELECT coalesce(obj_description(to_regclass(quote_ident($1) || '.head'), 'pg_class'), '')", name, cancellationToken);
        if (print == TriggerSchema.Print(name))
            return;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, TriggerSchema.Install(name), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RequireContinuityAsync(
        NpgsqlConnection connection, string name, SourcePosition after, CancellationToken cancellationToken)
    {
        var schema = TriggerSchema.Quoted(name);
        var trimmed = await AskAsync<long>(connection, $"SELECT trimmed FROM {schema}.head WHERE $1 <> ''", name, cancellationToken);
        var look = await AskAsync<long>(connection, $"SELECT last_value FROM {schema}.look WHERE $1 <> ''", name, cancellationToken);
        if (after.Value >> TriggerSchema.PositionBits > (ulong)look)
        {
            throw CaptureFaults.Broken(
                $"The journal holds changes up to {after} of this database, but the database has not come so far: it is an older copy, or another one.");
        }

        if (after.Value < (ulong)trimmed)
        {
            throw CaptureFaults.Broken(
                $"The journal ends at {after} of this database, and the changes up to {trimmed} are no longer kept: the journal is an older copy, or a new one.");
        }
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
