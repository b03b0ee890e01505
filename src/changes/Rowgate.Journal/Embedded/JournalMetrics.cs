using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Rowgate.Journal.Embedded;

/// <summary>What the meter <c>Rowgate.Journal</c> tells of one journal.</summary>
internal sealed class JournalMetrics : IDisposable
{
    private readonly Meter _meter = new("Rowgate.Journal");
    private readonly Histogram<double> _append;

    public JournalMetrics(JournalWriter writer)
    {
        _meter.CreateObservableGauge(
            "rowgate_journal_offset", () => writer.State.End.Value, "{change}", "The offset behind the last durable change.");
        _meter.CreateObservableGauge(
            "rowgate_journal_size_bytes", () => writer.SizeBytes, "By", "The bytes the journal takes.");
        _append = _meter.CreateHistogram<double>(
            "rowgate_journal_append_seconds", "s", "From the call to append until its changes are durable.");
    }

    public void Appended(long started) => _append.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
