using System.Diagnostics.Metrics;

namespace Rowgate.PostgreSql.Wal;

/// <summary>What the meter <c>Rowgate.Slot</c> tells of a replication slot, once it was looked at.</summary>
internal sealed class SlotMetrics : IDisposable
{
    private readonly Meter _meter = new("Rowgate.Slot");

    public SlotMetrics(string slot, Func<SlotHealth?> health)
    {
        var tag = new KeyValuePair<string, object?>("slot", slot);
        Measurement<long>[] Of(Func<SlotHealth, long> value) => health() is { } now ? [new(value(now), tag)] : [];
        _meter.CreateObservableGauge("rowgate_slot_retained_bytes", () => Of(now => now.RetainedBytes), "By", "How much of the database's log the slot holds back.");
        _meter.CreateObservableGauge("rowgate_slot_budget_bytes", () => Of(now => now.BudgetBytes), "By", "How much it may hold back before an alert.");
        _meter.CreateObservableGauge("rowgate_slot_lost", () => Of(now => now.WalStatus == "lost" ? 1 : 0), null, "1 when the database has dropped log that the slot needed.");
    }

    public void Dispose() => _meter.Dispose();
}
