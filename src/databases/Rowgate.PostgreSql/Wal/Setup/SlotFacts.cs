using Npgsql;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>A replication slot as the server shows it.</summary>
/// <param name="Plugin">Its output plugin.</param>
/// <param name="Database">Its database.</param>
/// <param name="WalStatus"><c>reserved</c>, <c>extended</c>, <c>unreserved</c> or <c>lost</c>; empty when unknown.</param>
/// <param name="Confirmed">Up to where we said that the log may be forgotten.</param>
/// <param name="RetainedBytes">How much of the log it holds back.</param>
/// <param name="IsActive">True when a connection follows it.</param>
/// <param name="IsOurs">True when it is one of capture, of the database that was asked.</param>
internal sealed record SlotFacts(
    string Plugin, string Database, string WalStatus, ulong Confirmed, long RetainedBytes, bool IsActive, bool IsOurs)
{
    // Names of slots count for the whole server: another database may have one of the same name.
    private const string Query = """
        SELECT coalesce(plugin::text, ''), coalesce(database::text, ''), coalesce(wal_status, ''),
          coalesce((confirmed_flush_lsn - '0/0')::numeric, 0),
          coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint, active,
          coalesce(plugin = 'pgoutput' AND database = current_database(), false)
        FROM pg_replication_slots WHERE slot_name = $1
        """;

    /// <summary>Asks the server.</summary>
    /// <returns>Null when there is no such slot.</returns>
    public static async Task<SlotFacts?> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), (ulong)reader.GetDecimal(3), reader.GetInt64(4),
                reader.GetBoolean(5), reader.GetBoolean(6))
            : null;
    }
}
