using System.Data;
using Npgsql;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Event triggers that tell the reload channel of every change to what is served.</summary>
/// <remarks>
/// Only a superuser may create them, or who a hosting provider treats as one. Temporary objects, and commands that change
/// nothing that a catalog shows, are not told; nor is what capture does under <see cref="Sessions.SchemaSilence"/>. Installed under <see cref="PostgresCaptureOptions.Name"/>: a schema of that
/// name, with the function in it, and the event triggers <c>NAME_ddl</c> and <c>NAME_drop</c>.
/// Source: https://www.postgresql.org/docs/current/event-triggers.html
/// </remarks>
internal sealed class SchemaTrigger(string name, string channel)
{
    // The message must never undo somebody's change: a full queue is theirs to notice elsewhere.
    private const string Body =
        """

        BEGIN
            IF pg_catalog.current_setting('rowgate.silence', true) = 'on' THEN
                RETURN;
            END IF;
            IF TG_EVENT = 'ddl_command_end' AND EXISTS (
                SELECT FROM pg_catalog.pg_event_trigger_ddl_commands() c
                WHERE c.schema_name IS DISTINCT FROM 'pg_temp' AND c.schema_name IS DISTINCT FROM {0}
                  AND c.command_tag IN (
                    'CREATE SCHEMA', 'ALTER SCHEMA', 'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE',
                    'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW',
                    'ALTER MATERIALIZED VIEW', 'CREATE INDEX', 'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE AGGREGATE',
                    'ALTER AGGREGATE', 'CREATE TRIGGER', 'CREATE RULE', 'CREATE TYPE', 'ALTER TYPE', 'CREATE DOMAIN', 'ALTER DOMAIN',
                    'CREATE CAST', 'CREATE EXTENSION', 'ALTER EXTENSION', 'IMPORT FOREIGN SCHEMA', 'COMMENT',
                    'CREATE POLICY', 'ALTER POLICY', 'CREATE OPERATOR', 'ALTER OPERATOR'))
              OR TG_EVENT = 'sql_drop' AND EXISTS (
                SELECT FROM pg_catalog.pg_event_trigger_dropped_objects() d
                WHERE NOT d.is_temporary AND d.object_type IN (
                    'schema', 'table', 'foreign table', 'view', 'materialized view', 'index', 'function', 'aggregate', 'trigger',
                    'rule', 'type', 'domain', 'cast', 'extension', 'table column', 'foreign table column', 'view column',
                    'table constraint', 'domain constraint', 'default value', 'policy', 'operator'))
            THEN
                PERFORM pg_catalog.pg_notify({1}, 'reload schema');
            END IF;
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'Rowgate was not told of this change: %', SQLERRM;
        END
        """;

    private string Function => $"{SqlName.Quote(name)}.schema_changed";

    private string DdlTrigger => $"{name}_ddl";

    private string DropTrigger => $"{name}_drop";

    /// <summary>Creates the triggers, or leaves them as they are when they are right.</summary>
    /// <returns>Null when they are there; else why not, in one sentence.</returns>
    /// <exception cref="NpgsqlException">The server is gone, or refuses for another reason than rights.</exception>
    public async Task<string?> InstallAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            if (await IsInstalledAsync(connection, cancellationToken))
                return null;
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await RunAsync(connection, $"SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext({Literal(DdlTrigger)}))", cancellationToken);
            await RunAsync(
                connection,
                $"""
                SET LOCAL lock_timeout = '5s';
                DROP EVENT TRIGGER IF EXISTS {SqlName.Quote(DdlTrigger)};
                DROP EVENT TRIGGER IF EXISTS {SqlName.Quote(DropTrigger)};
                CREATE SCHEMA IF NOT EXISTS {SqlName.Quote(name)};
                CREATE OR REPLACE FUNCTION {Function}() RETURNS event_trigger LANGUAGE plpgsql AS {Literal(Source())};
                CREATE EVENT TRIGGER {SqlName.Quote(DdlTrigger)} ON ddl_command_end EXECUTE FUNCTION {Function}();
                CREATE EVENT TRIGGER {SqlName.Quote(DropTrigger)} ON sql_drop EXECUTE FUNCTION {Function}();
                """,
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable)
        {
            return refused.MessageText;
        }
    }

    /// <summary>Takes away what was installed; not the schema, which others may use.</summary>
    /// <returns>The names of what was removed.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        await using (var command = new NpgsqlCommand(
            "SELECT evtname::text FROM pg_catalog.pg_event_trigger WHERE evtname IN ($1, $2) ORDER BY 1", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DdlTrigger });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DropTrigger });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                removed.Add($"event trigger {reader.GetString(0)}");
        }

        if (removed.Count == 0)
            return removed;
        await RunAsync(
            connection,
            $"""
            DROP EVENT TRIGGER IF EXISTS {SqlName.Quote(DdlTrigger)};
            DROP EVENT TRIGGER IF EXISTS {SqlName.Quote(DropTrigger)};
            DROP FUNCTION IF EXISTS {Function}();
            """,
            cancellationToken);
        return removed;
    }

    private async Task<bool> IsInstalledAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*) = 2 FROM pg_catalog.pg_event_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.evtfoid
            WHERE t.evtname IN ($1, $2) AND t.evtenabled <> 'D' AND p.prosrc = $3
            """,
            connection);
        foreach (var value in new[] { DdlTrigger, DropTrigger, Source() })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private string Source() =>
        Body.Replace("{0}", Literal(name), StringComparison.Ordinal).Replace("{1}", Literal(channel), StringComparison.Ordinal);

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Definitions take no parameters. The names come from the configuration, never from a request.
    private static string Literal(string text) =>
        $" E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
