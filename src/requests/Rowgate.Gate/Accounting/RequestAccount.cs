// Hot path: bench/PointRead
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Rowgate.Gate.Accounting;

/// <summary>Counts the requests that were answered and how long they took: the last step of the pipeline.</summary>
/// <remarks>Meter <c>Rowgate.Gate</c>; instruments <c>rowgate_requests_total</c> and
/// <c>rowgate_request_duration_seconds</c>, both with the tags <c>method</c> and <c>status</c>.</remarks>
public sealed class RequestAccount : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Rowgate.Gate";

    private static readonly string[] StatusTexts = [.. Enumerable.Range(0, 600).Select(status => $"{status}")];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;

    /// <summary>An account that starts at zero.</summary>
    public RequestAccount()
    {
        _requests = _meter.CreateCounter<long>("rowgate_requests_total", "{request}", "Requests answered.");
        _durations = _meter.CreateHistogram<double>(
            "rowgate_request_duration_seconds",
            "s",
            "From the first byte of a request to the last byte of its answer.",
            advice: new() { HistogramBucketBoundaries = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10] });
    }

    /// <summary>Books one answered request. Live queries are not booked here: they end when their reader goes.</summary>
    /// <param name="method">The HTTP method, or what another front has in its place; from a small fixed set.</param>
    /// <param name="status">The HTTP status, 100 to 599.</param>
    /// <param name="elapsed">How long the request took.</param>
    public void Book(string method, int status, TimeSpan elapsed)
    {
        var tags = new TagList { { "method", method }, { "status", StatusTexts[status] } };
        _requests.Add(1, tags);
        _durations.Record(elapsed.TotalSeconds, tags);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
