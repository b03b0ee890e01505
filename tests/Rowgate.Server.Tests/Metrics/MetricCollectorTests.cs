using System.Diagnostics.Metrics;
using Rowgate.Server.Metrics;

namespace Rowgate.Server.Tests.Metrics;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly MetricCollector _collector = new();
    private readonly Meter _meter = new("Rowgate.Tests");

    public void Dispose()
    {
        _meter.Dispose();
        _collector.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_by_tags()
    {
        var counter = _meter.CreateCounter<long>("test.served", description: "What was \\ served.");
        counter.Add(2, new KeyValuePair<string, object?>("to", "a\"b"));
        counter.Add(3, new KeyValuePair<string, object?>("to", "a\"b"));
        counter.Add(1, new KeyValuePair<string, object?>("to", "c"));

        Assert.Equal(
            """
            # HELP test_served_total What was \\ served.
            # TYPE test_served_total counter
            test_served_total{to="a\"b"} 5
            test_served_total{to="c"} 1

            """,
            Lines("test_served"));
        Assert.Equal(6, _collector.Total("test_served_total"));
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound()
    {
        var histogram = _meter.CreateHistogram("test_wait", "s", "Waiting.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);

        Assert.Equal(
            """
            # HELP test_wait_seconds Waiting.
            # TYPE test_wait_seconds histogram
            test_wait_seconds_bucket{le="0.1"} 1
            test_wait_seconds_bucket{le="1"} 2
            test_wait_seconds_bucket{le="+Inf"} 3
            test_wait_seconds_sum 7.6
            test_wait_seconds_count 3

            """,
            Lines("test_wait"));
    }

    [Fact]
    public void A_gauge_goes_up_and_down()
    {
        var open = _meter.CreateUpDownCounter<int>("test_open", description: "Open.");
        open.Add(5);
        open.Add(-2);

        Assert.Contains("test_open 3\n", Lines("test_open"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_observed_series_that_is_gone_is_no_longer_shown()
    {
        string[] consumers = ["a", "b"];
        _meter.CreateObservableGauge(
            "test_lag", () => consumers.Select(name => new Measurement<long>(7, new KeyValuePair<string, object?>("consumer", name))), "By", "Lag.");
        Assert.Contains("test_lag_bytes{consumer=\"a\"} 7\n", Lines("test_lag"), StringComparison.Ordinal);

        consumers = ["b"];

        Assert.DoesNotContain("consumer=\"a\"", Lines("test_lag"), StringComparison.Ordinal);
        Assert.Contains("test_lag_bytes{consumer=\"b\"} 7\n", Lines("test_lag"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_with_endless_values_does_not_take_endless_memory()
    {
        var counter = _meter.CreateCounter<long>("test_endless_total");
        for (var user = 0; user < 1000; user++)
            counter.Add(1, new KeyValuePair<string, object?>("user", user));

        var lines = Lines("test_endless").Split('\n');

        Assert.InRange(lines.Length, 200, 300);
        Assert.Contains(lines, line => line == "test_endless_total{overflow=\"true\"} 744");
        Assert.Equal(1000, _collector.Total("test_endless_total"));
    }

    [Fact]
    public async Task Many_threads_lose_no_measurement()
    {
        var histogram = _meter.CreateHistogram<double>("test_parallel", "s", "Parallel.");
        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, (_, _) =>
        {
            for (var i = 0; i < 10_000; i++)
                histogram.Record(1);
            return ValueTask.CompletedTask;
        });

        Assert.Contains("test_parallel_seconds_sum 80000\n", Lines("test_parallel"), StringComparison.Ordinal);
        Assert.Contains("test_parallel_seconds_count 80000\n", Lines("test_parallel"), StringComparison.Ordinal);
    }

    [Fact]
    public void Meters_of_others_are_left_out()
    {
        using var other = new Meter("Microsoft.Something");
        other.CreateCounter<long>("test_other_total").Add(1);

        Assert.Equal("", Lines("test_other"));
    }

    private string Lines(string name) =>
        string.Concat(_collector.Write().Split('\n').Where(line => line.Contains(name, StringComparison.Ordinal)).Select(line => line + "\n"));
}
