using System.Diagnostics.Metrics;
using Rowgate.Core.Changes;

namespace Rowgate.Capture;

/// <summary>What the meter <c>Rowgate.Capture</c> tells of one source.</summary>
internal sealed class CaptureMetrics : IDisposable
{
    private readonly Meter _meter = new("Rowgate.Capture");
    private readonly Counter<long> _changes;
    private readonly Counter<long> _transactions;
    private readonly KeyValuePair<string, object?> _source;

    public CaptureMetrics(string source, Func<double> lagSeconds)
    {
        _source = new("source", source);
        _changes = _meter.CreateCounter<long>(
            "rowgate_captured_changes_total", "{change}", "Changes that the journal holds durably.");
        _transactions = _meter.CreateCounter<long>(
            "rowgate_captured_transactions_total", "{transaction}", "Transactions that the journal holds durably.");
        _meter.CreateObservableGauge(
            "rowgate_capture_lag_seconds",
            () => new Measurement<double>(lagSeconds(), _source),
            "s",
            "How old the newest change is that the journal may lack.");
    }

    public void Captured(IReadOnlyList<TransactionPart> parts)
    {
        _changes.Add(parts.Sum(part => (long)part.Changes.Count), _source);
        _transactions.Add(parts.Count(part => part.IsLast), _source);
    }

    public void Dispose() => _meter.Dispose();
}
