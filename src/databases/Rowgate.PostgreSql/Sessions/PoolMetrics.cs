using System.Diagnostics.Metrics;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>What the meter <c>Rowgate.Pool</c> tells of the connections that requests have for themselves.</summary>
internal sealed class PoolMetrics : IDisposable
{
    private readonly Meter _meter = new("Rowgate.Pool");
    private readonly Counter<long> _timeouts;

    public PoolMetrics(int connectionsMax, Func<int> inUse)
    {
        _timeouts = _meter.CreateCounter<long>(
            "rowgate_pool_timeouts_total", "{request}", "Requests that found every connection in use for too long.");
        _meter.CreateObservableGauge("rowgate_pool_connections_max", () => connectionsMax, "{connection}", "Connections that requests may have for themselves.");
        _meter.CreateObservableGauge("rowgate_pool_connections_used", inUse, "{connection}", "Connections that requests have for themselves now.");
    }

    public void TimedOut() => _timeouts.Add(1);

    public void Dispose() => _meter.Dispose();
}
