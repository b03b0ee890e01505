using System.Collections.Concurrent;
using Rowgate.Core.Errors;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Connections;

/// <summary>The connections that read, each for one statement tree at a time.</summary>
internal sealed class ReaderPool(DatabaseFile file, int connectionsMax) : IDisposable
{
    private readonly SemaphoreSlim _free = new(connectionsMax);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _closed;

    /// <summary>Enough to keep the cores busy while others wait for the disk or for their client. They are made when needed.</summary>
    public static int DefaultSize => Math.Max(16, 4 * Environment.ProcessorCount);

    /// <summary>How long a reader waits for a connection.</summary>
    public TimeSpan WaitMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long SQLite may work on one batch of rows.</summary>
    public TimeSpan WorkMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection for one reader, who returns it.</summary>
    /// <returns>The connection; a refusal when all stayed out.</returns>
    public async ValueTask<Outcome<SqliteConnection>> RentAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!await _free.WaitAsync(WaitMax, cancellationToken))
            return SqliteFaults.NoReader;
        if (_idle.TryTake(out var connection))
            return connection;
        try
        {
            return file.ConnectReader();
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Takes a connection back.</summary>
    public void Return(SqliteConnection connection)
    {
        if (_closed)
            connection.Dispose();
        else
            _idle.Add(connection);
        _free.Release();
    }

    /// <summary>Closes the idle connections now, the others when they come back.</summary>
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }
}
