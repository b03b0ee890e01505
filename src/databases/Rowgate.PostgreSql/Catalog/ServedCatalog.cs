using Npgsql;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>The newest catalog that could be read. Safe for many callers at once.</summary>
/// <remarks>A reading that finds nothing new, or fails, leaves what there is in place.</remarks>
/// <param name="control">Where connections come from that no request waits for.</param>
/// <param name="reader">Reads the catalog.</param>
/// <param name="time">The clock.</param>
internal sealed class ServedCatalog(NpgsqlDataSource control, CatalogReader reader, TimeProvider time) : IDisposable
{
    // Ten thousand relations take less than a second; a reading that takes minutes is stuck behind a lock.
    private static readonly TimeSpan ReadingTimeMax = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile CatalogReading _reading = new(new(0, []), "", "");
    private long _asked;
    private long _answered;

    /// <summary>What else is read on the same connection, before the catalog; null for nothing.</summary>
    public Func<NpgsqlConnection, CancellationToken, Task>? AlsoReads { get; init; }

    /// <summary>Told after <see cref="Catalog"/> became another one.</summary>
    public event EventHandler? Changed;

    /// <summary>The catalog; an empty one of version 0 until the first reading.</summary>
    public DatabaseCatalog Catalog => _reading.Catalog;

    /// <summary>The server's version; empty until the first reading.</summary>
    public string ServerVersion => _reading.ServerVersion;

    /// <summary>True when rows can be made GeoJSON.</summary>
    public bool MakesGeoJson => _reading.MakesGeoJson;

    /// <summary>True when values of every type have the same text in a read as in a captured row.</summary>
    public bool PrintsAsCapture => _reading.PrintsAsCapture;

    /// <summary>Reads the catalog once more. One reading answers everybody who asked before it began.</summary>
    /// <returns>True when there is another catalog than when this was called.</returns>
    /// <exception cref="NpgsqlException">The server is gone, or refuses.</exception>
    /// <exception cref="TimeoutException">The reading took too long.</exception>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var before = Catalog.Version;
        var place = Interlocked.Increment(ref _asked);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_answered < place)
            {
                var covered = Interlocked.Read(ref _asked);
                await ReadAsync(cancellationToken);
                _answered = covered;
            }
        }
        finally
        {
            _turn.Release();
        }

        return Catalog.Version != before;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ReadingTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var connection = await control.OpenConnectionAsync(either.Token);
            if (AlsoReads is not null)
                await AlsoReads(connection, either.Token);
            var reading = await reader.ReadAsync(connection, Catalog.Version + 1, either.Token);
            if (reading.Fingerprint == _reading.Fingerprint)
                return;
            _reading = reading;
        }
        catch (OperationCanceledException cause) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The catalog could not be read in {ReadingTimeMax.TotalSeconds} seconds.", cause);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }
}
