using Npgsql;
using Rowgate.PostgreSql.Faults;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>A connection that one request has for itself, until it is disposed.</summary>
internal sealed class PooledConnection(NpgsqlConnection connection, SemaphoreSlim free) : IAsyncDisposable
{
    private bool _disposed;

    /// <summary>The connection. A transaction that is still open when it goes back is rolled back.</summary>
    public NpgsqlConnection Connection => connection;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            // Whoever had it has an answer already. What cannot be rolled back and reset is thrown away, and never used again.
        }
        finally
        {
            free.Release();
        }
    }
}
