using System.Diagnostics.Metrics;

namespace Rowgate.PostgreSql.Spooling;

/// <summary>How much room on disk the rows that wait for their takers have, all of them together.</summary>
internal sealed class SpoolSpace : IDisposable
{
    private readonly Meter _meter = new("Rowgate.Spool");
    private readonly long _bytesMax;
    private long _used;

    /// <summary>A room of so many bytes, with its metrics.</summary>
    public SpoolSpace(long bytesMax)
    {
        _bytesMax = bytesMax;
        _meter.CreateObservableGauge("rowgate_spool_bytes_max", () => _bytesMax, "By", "Room on disk for rows that clients have not taken yet.");
        _meter.CreateObservableGauge("rowgate_spool_bytes_used", () => Used, "By", "Rows on disk that clients have not taken yet.");
    }

    /// <summary>How many bytes are in use.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes room.</summary>
    /// <returns>False when there is not so much left.</returns>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= _bytesMax)
            return true;
        Give(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
