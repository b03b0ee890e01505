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

        return new("wal", missing.ToImmutable(), statements.ToImmutable());
    }

    private static async Task<string[]> OwnersAsync(
        NpgsqlConnection connection, List<CapturedRelation> tables, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT ARRAY(SELECT DISTINCT format('GRANT %I TO %I;', pg_get_userbyid(relowner), current_user)
              FROM pg_class WHERE oid = ANY ($1) ORDER BY 1)
            """,
            connection)
        {
            Parameters = { new() { Value = tables.Select(table => table.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid } },
        };
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
