using Npgsql;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>A pooler, such as PgBouncer, that may stand between Rowgate and the database.</summary>
internal static class Pooler
{
    private const int Rounds = 5;
    private const int PatienceSeconds = 5;

    /// <summary>True when one does: it gives each of its connections a process id that is not the server's.</summary>
    public static async Task<bool> IsBetweenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await BackendAsync(connection, cancellationToken) != connection.ProcessID;

    /// <summary>True when one does that lends the session of the server to others after each transaction.</summary>
    /// <remarks>It does when a second connection comes to the session of the first, or the first to another one. A pooler that has
    /// no second session to give, or gives it late, keeps the first one for us.</remarks>
    /// <param name="connection">An open connection that is not in a transaction, and not out of a pool of ours.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<bool> LendsSessionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var backend = await BackendAsync(connection, cancellationToken);
        if (backend == connection.ProcessID)
            return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(PatienceSeconds));
        try
        {
            await using var other = (NpgsqlConnection)((ICloneable)connection).Clone();
            await other.OpenAsync(patience.Token);
            for (var round = 0; round < Rounds; round++)
            {
                // Its transaction ends first: the pooler may have no more than one session to lend.
                int lent;
                await using (await other.BeginTransactionAsync(patience.Token))
                    lent = await BackendAsync(other, patience.Token);
                if (lent == backend || await BackendAsync(connection, cancellationToken) != backend)
                    return true;
            }
        }
        catch (Exception cause) when (cause is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // No second session: whoever had lent us the first one would have had that to give.
        }

        return false;
    }

    private static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_catalog.pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
