using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rowgate.Server.Metrics;

/// <summary>Adds up what the meters named <c>Rowgate.*</c> report, for <c>/metrics</c>.</summary>
/// <remarks>Meters are the process's: of two servers in one process each collector sees both.</remarks>
public sealed class MetricCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly Lock _scrape = new();

    /// <summary>A collector that listens from now on.</summary>
    public MetricCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Rowgate.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument, MetricOf(instrument));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Asks the observed instruments and writes everything in Prometheus' text format.</summary>
    public string Write()
    {
        lock (_scrape)
        {
            foreach (var metric in _metrics.Values)
                metric.ForgetObserved();
            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_metrics.Values);
        }
    }

    /// <summary>The sum of a counter over all its tags; zero when there is none of this name.</summary>
    /// <param name="name">The name as shown in <c>/metrics</c>.</param>
    public double Total(string name) => _metrics.TryGetValue(name, out var metric) ? metric.Series.Sum(series => series.Value) : 0;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private Metric MetricOf(Instrument instrument)
    {
        var metric = Metric.Of(instrument);
        return _metrics.GetOrAdd(metric.Name, metric);
    }
}
