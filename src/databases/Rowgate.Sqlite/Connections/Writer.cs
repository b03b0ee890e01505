using System.Diagnostics;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Connections;

/// <summary>The one connection that writes. Who wants it waits in line.</summary>
internal sealed class Writer(DatabaseFile file) : IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeoutMin = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turn = new(1);
    private SqliteConnection? _connection;

    /// <summary>Runs an action on the connection when it is its turn.</summary>
    /// <param name="action">Leaves no transaction open.</param>
    /// <param name="cancellationToken">Cancels the wait only.</param>
    /// <exception cref="DatabaseException">The file is in trouble.</exception>
    public async ValueTask<T> RunAsync<T>(Func<SqliteConnection, T> action, CancellationToken cancellationToken)
    {
        var arrived = Stopwatch.GetTimestamp();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _connection ??= file.ConnectWriter();

            // Under a foreign lock everybody in line gives up after the same time, not one after the other.
            var rest = DatabaseFile.BusyTimeout - Stopwatch.GetElapsedTime(arrived);
            _connection.BusyTimeout = rest > BusyTimeoutMin ? rest : BusyTimeoutMin;
            return action(_connection);
        }
        catch (SqliteException cause)
        {
            throw SqliteFaults.Fault(cause, file.Path);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for the running action and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _connection?.Dispose();
        _connection = null;
        _turn.Release();
    }
}
