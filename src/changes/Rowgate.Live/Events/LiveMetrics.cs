using System.Diagnostics.Metrics;

namespace Rowgate.Live.Events;

/// <summary>What live queries count. One for the process, as its meter is.</summary>
internal static class LiveMetrics
{
    private static readonly Meter Meter = new("Rowgate.Live");

    /// <summary>How many live queries are open.</summary>
    public static readonly UpDownCounter<int> Subscribers =
        Meter.CreateUpDownCounter<int>("rowgate_live_subscribers", description: "Live queries that are open.");

    /// <summary>How many events were handed to followers.</summary>
    public static readonly Counter<long> Events =
        Meter.CreateCounter<long>("rowgate_live_events_total", description: "Events handed to followers of live queries.");

    /// <summary>How many followers read too slowly and were told so.</summary>
    public static readonly Counter<long> Lagged =
        Meter.CreateCounter<long>("rowgate_live_lagged_total", description: "Followers whose buffer overran.");

    /// <summary>How many times a query was run again because its tables had changed.</summary>
    public static readonly Counter<long> Evaluations =
        Meter.CreateCounter<long>("rowgate_live_evaluations_total", description: "Evaluations of live queries that are not followed row by row.");
}
