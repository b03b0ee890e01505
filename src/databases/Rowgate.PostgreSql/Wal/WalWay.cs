using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sql;
using Rowgate.PostgreSql.Wal.Setup;
using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal;

/// <summary>Finds out whether a database can be captured from its log, and what is missing for it.</summary>
internal static class WalWay
{
    /// <summary>Judges what was read of the server.</summary>
    public static async Task<CaptureWay> FindAsync(
        PostgresOptions options,
        NpgsqlConnection connection,
        ServerFacts server,
        SlotFacts? slot,
        List<CapturedRelation> tables,
        CancellationToken cancellationToken)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        var statements = ImmutableArray.CreateBuilder<string>();
        foreach (var (fault, statement) in server.Obstacles(slot is not null))
        {
            missing.Add(fault.Message);
            statements.Add(statement);
        }

        if (slot is { IsOurs: false })
            missing.Add($"The replication slot {options.Capture.Name} belongs to somebody else: set another capture.name.");
        var foreign = tables.FindAll(table => table is { WhyNot: null, IsInPlace: false, IsOwned: false });
        if (!server.MayPublish)
        {
            missing.Add($"The role {server.Role} may not make a publication.");
            statements.Add(new SqlText().Add("GRANT CREATE ON DATABASE ").Name(server.Database).Add(" TO ").Name(server.Role).Add(";").Text);
        }

        if (foreign.Count > 0)
        {
            missing.Add(WalFaults.NotOwned(server.Role, foreign.Select(table => table.Name.ToString())).Message);
            statements.AddRange(await OwnersAsync(connection, foreign, cancellationToken));
        }

        return new("wal", missing.ToImmutable(), statements.ToImmutable()) { IsMisnamed = missing.Count == 1 && slot is { IsOurs: false } };
    }

    private static async Task<string[]> OwnersAsync(
        NpgsqlConnection connection, List<CapturedRelation> tables, CancellationToken cancellationToken)
    {
        // Whatever role ours is a member of, a token may name and become: so never a superuser. And a role that inherits nothing
        // does not own by membership.
        await using var command = new NpgsqlCommand(
            """
            SELECT ARRAY(
              SELECT DISTINCT CASE WHEN o.rolsuper OR NOT me.rolinherit
                  THEN format('ALTER TABLE %I.%I OWNER TO %I;', n.nspname, c.relname, current_user)
                ELSE format('GRANT %I TO %I;', o.rolname, current_user) END
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
                JOIN pg_roles me ON me.rolname = current_user
              WHERE (c.oid = ANY ($1) OR c.oid IN (SELECT p.relid FROM unnest($1) t, pg_partition_tree(t) p))
                AND NOT pg_has_role(o.oid, 'USAGE')
              ORDER BY 1)
            """,
            connection)
        {
            Parameters = { new() { Value = tables.Select(table => table.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid } },
        };
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
