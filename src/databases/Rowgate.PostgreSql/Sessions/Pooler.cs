using Npgsql;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>A pooler, such as PgBouncer, that may stand between Rowgate and the database.</summary>
internal static class Pooler
{
    /// <summary>True when one does: it gives each of its connections a process id that is not the server's.</summary>
    public static async Task<bool> IsBetweenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))! != connection.ProcessID;
    }
}
