// Hot path: bench/PointRead
using System.Diagnostics.Metrics;

namespace Rowgate.Server.Metrics;

/// <summary>One metric with its series, one for each set of tags.</summary>
/// <remarks>Safe for many threads.</remarks>
internal sealed class Metric
{
    // Tags come from small fixed sets. Should one ever not, the rest of its values share a series, and memory stays bounded.
    private const int SeriesMax = 256;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("overflow", "true")];

    private static readonly double[] Seconds = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];
    private static readonly double[] PowersOfFour = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];

    private readonly bool _isObserved;
    private readonly bool _isAbsolute;
    private readonly double[] _bounds;
    private readonly Lock _adding = new();
    private volatile MetricSeries[] _series = [];

    private Metric(string name, string help, MetricKind kind, bool isObserved, bool isAbsolute, double[] bounds)
    {
        Name = name;
        Help = help;
        Kind = kind;
        _isObserved = isObserved;
        _isAbsolute = isAbsolute;
        _bounds = bounds;
    }

    /// <summary>The name in Prometheus' form.</summary>
    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    public IReadOnlyList<MetricSeries> Series => _series;

    /// <summary>The metric for an instrument.</summary>
    public static Metric Of(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        var kind = type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
        return new(
            PrometheusText.NameOf(instrument.Name, instrument.Unit, kind),
            instrument.Description ?? "",
            kind,
            instrument.IsObservable,
            isAbsolute: instrument.IsObservable || type == typeof(Gauge<>),
            kind == MetricKind.Histogram ? BoundsOf(instrument) : []);
    }

    /// <summary>Takes one measurement in.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags) ?? Add(tags);
        if (_isAbsolute)
            series.Set(value);
        else
            series.Add(value);
    }

    /// <summary>Forgets the series of an observed metric before it is asked again, so that what is gone is not shown.</summary>
    public void ForgetObserved()
    {
        if (_isObserved)
            _series = [];
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in _series)
        {
            if (series.Has(tags))
                return series;
        }

        return null;
    }

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_adding)
        {
            if (_series.Length >= SeriesMax)
                tags = Overflow;
            if (Find(tags) is { } known)
                return known;
            var added = new MetricSeries(tags.ToArray(), _bounds);
            _series = [.. _series, added];
            return added;
        }
    }

    private static double[] BoundsOf(Instrument instrument)
    {
        var advised = instrument is Histogram<double> doubles ? doubles.Advice?.HistogramBucketBoundaries
            : instrument is Histogram<long> longs ? longs.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray()
            : null;
        return advised is null ? instrument.Unit == "s" ? Seconds : PowersOfFour : [.. advised];
    }
}
