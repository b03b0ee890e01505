using System.Globalization;
using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>What capture must know of a server and of its own role there.</summary>
internal sealed record ServerFacts
{
    private const string Query = """
        SELECT current_setting('server_version_num')::int / 10000, current_setting('wal_level'), current_user::text,
          (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user)
            OR EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_replication' AND pg_has_role(oid, 'USAGE')),
          (SELECT count(*) FROM pg_replication_slots), current_setting('max_replication_slots')::bigint,
          (SELECT count(*) FROM pg_stat_replication), current_setting('max_wal_senders')::bigint,
          (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_sender_timeout'),
          pg_snapshot_xmax(pg_current_snapshot())::text::numeric, (pg_current_wal_insert_lsn() - '0/0')::numeric,
          current_database()::text,
          has_database_privilege(current_database(), 'CREATE'),
          (SELECT min(rolname::text) FROM pg_roles WHERE rolname IN ('rds_replication', 'cloudsqlsuperuser', 'azure_pg_admin')),
          current_setting('max_slot_wal_keep_size') = '-1'
        """;

    public required int Version { get; init; }

    public required string WalLevel { get; init; }

    public required string Role { get; init; }

    public required bool MayReplicate { get; init; }

    public required (long Used, long Max) Slots { get; init; }

    public required (long Used, long Max) Senders { get; init; }

    /// <summary>After which silence the server gives a connection up; zero for never.</summary>
    public required TimeSpan SenderTimeout { get; init; }

    /// <summary>The first transaction id not given out.</summary>
    public required ulong NextTransaction { get; init; }

    /// <summary>The end of the log.</summary>
    public required ulong LogEnd { get; init; }

    public required string Database { get; init; }

    public required bool MayPublish { get; init; }

    /// <summary>The role by which a hosting service is known; null elsewhere.</summary>
    public required string? HostRole { get; init; }

    /// <summary>True when a slot may hold back the log without a limit.</summary>
    public required bool KeepsLogWithoutLimit { get; init; }

    /// <summary>True when a pooler is between.</summary>
    public required bool IsPooled { get; init; }

    /// <summary>Asks the server.</summary>
    public static async Task<ServerFacts> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isPooled = await Pooler.IsBetweenAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new()
        {
            Version = reader.GetInt32(0),
            WalLevel = reader.GetString(1),
            Role = reader.GetString(2),
            MayReplicate = reader.GetBoolean(3),
            Slots = (reader.GetInt64(4), reader.GetInt64(5)),
            Senders = (reader.GetInt64(6), reader.GetInt64(7)),
            SenderTimeout = TimeSpan.FromMilliseconds(reader.GetInt64(8)),
            NextTransaction = (ulong)reader.GetDecimal(9),
            LogEnd = (ulong)reader.GetDecimal(10),
            Database = reader.GetString(11),
            MayPublish = reader.GetBoolean(12),
            HostRole = reader.IsDBNull(13) ? null : reader.GetString(13),
            KeepsLogWithoutLimit = reader.GetBoolean(14),
            IsPooled = isPooled,
        };
    }

    /// <summary>What makes capture impossible; null for nothing.</summary>
    /// <param name="hasSlot">True when our slot is there already.</param>
    public DatabaseException? WhyNot(bool hasSlot) => Obstacles(hasSlot).Select(obstacle => obstacle.Fault).FirstOrDefault();

    /// <summary>All that makes capture impossible, each with the statement that ends it.</summary>
    /// <param name="hasSlot">True when our slot is there already.</param>
    public IEnumerable<(DatabaseException Fault, string Statement)> Obstacles(bool hasSlot)
    {
        if (IsPooled)
            yield return (WalFaults.Pooled(), "-- Set database.direct-source to the address of the database itself.");
        if (WalLevel != "logical")
            yield return (WalFaults.NotLogical(WalLevel), LogicalStatement);
        if (!MayReplicate)
            yield return (WalFaults.NoReplicationRight(Role), ReplicationStatement);
        if (!hasSlot && Slots.Used >= Slots.Max)
        {
            yield return (
                WalFaults.NoRoom("replication slot", Slots.Used, Slots.Max, "max_replication_slots"),
                Raise("max_replication_slots", Slots.Max));
        }

        if (Senders.Used >= Senders.Max)
        {
            yield return (
                WalFaults.NoRoom("sender of its log", Senders.Used, Senders.Max, "max_wal_senders"),
                Raise("max_wal_senders", Senders.Max));
        }
    }

    // Hosting services set the server up by their own means, and lend the right to replicate through a role of theirs.
    private string LogicalStatement => HostRole switch
    {
        "rds_replication" => "-- Set rds.logical_replication = 1 in the parameter group, then restart the instance.",
        "cloudsqlsuperuser" => "-- Set the flag cloudsql.logical_decoding = on, then restart the instance.",
        "azure_pg_admin" => "-- Set the server parameter wal_level = LOGICAL, then restart the server.",
        _ => "ALTER SYSTEM SET wal_level = logical; -- then restart the server",
    };

    private string ReplicationStatement =>
        HostRole == "rds_replication"
            ? new SqlText().Add("GRANT rds_replication TO ").Name(Role).Add(";").Text
            : new SqlText().Add("ALTER ROLE ").Name(Role).Add(" REPLICATION;").Text;

    private static string Raise(string setting, long max) => string.Create(
        CultureInfo.InvariantCulture, $"ALTER SYSTEM SET {setting} = {max + 4}; -- then restart the server");
}
