using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Rowgate.Server.Metrics;

/// <summary>What the process itself takes: processor, memory, garbage collection.</summary>
/// <remarks>The names are those that Prometheus' own libraries use.</remarks>
public sealed class ProcessMeter : IDisposable
{
    private readonly Meter _meter = new("Rowgate.Process");

    /// <summary>A meter that reports from now on.</summary>
    public ProcessMeter()
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        _meter.CreateObservableGauge("process_start_time_seconds", () => started, "s", "Start of the process, in seconds since 1970.");
        _meter.CreateObservableCounter(
            "process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time used.");
        _meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, "By", "Memory in use, as the system counts it.");
        _meter.CreateObservableGauge(
            "dotnet_gc_heap_bytes", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Memory in use by .NET objects.");
        _meter.CreateObservableCounter(
            "dotnet_gc_pause_seconds_total", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time that the process stood still for garbage collection.");
        _meter.CreateObservableCounter("dotnet_gc_collections_total", Collections, "{collection}", "Garbage collections.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Collections() =>
        Enumerable.Range(0, GC.MaxGeneration + 1)
            .Select(generation => new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation)));
}
