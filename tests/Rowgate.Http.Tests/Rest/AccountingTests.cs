using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Rowgate.Gate.Accounting;
using Rowgate.Http.Tests.Live;

namespace Rowgate.Http.Tests.Rest;

public sealed class AccountingTests
{
    [Fact]
    public async Task Every_answer_is_booked_by_method_and_status()
    {
        var booked = new ConcurrentBag<string>();
        var durations = new ConcurrentBag<double>();
        await using var server = await TestServer.StartAsync();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, subscribed) =>
        {
            if (instrument.Meter.Name == RequestAccount.MeterName)
                subscribed.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => booked.Add(
            $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => durations.Add(value));
        listener.Start();

        using var found = await server.GetAsync("customers?id=eq.1");
        using var missing = await server.GetAsync("no_such_table");
        using var odd = await server.SendAsync(new HttpMethod("BREW"), "customers");

        // The books are closed after the last byte is sent, so they may lag behind the client.
        foreach (var entry in (string[])["GET 200", "GET 404", "other 405"])
            await Eventually.IsTrueAsync(() => booked.Contains($"rowgate_requests_total {entry}"));
        await Eventually.IsTrueAsync(() => !durations.IsEmpty);
        Assert.All(durations, seconds => Assert.InRange(seconds, 0, 10));
    }
}
