// Hot path: bench/Postgres/PostgresPointRead
using System.Collections.Concurrent;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Remembers what statements cost, to know which are quick enough to share a connection.</summary>
/// <remarks>A cost rises with the first slow run and falls with many quick ones: a wrong guess makes others wait.</remarks>
internal sealed class StatementCosts
{
    private const int StatementsMax = 4096;
    private const int RunsMin = 16;
    private const double QuickMs = 4;
    private const double FirstMs = 20;

    // On a shared connection a run also waits for those before it: only what is far beyond that is the statement's own.
    private const double QueueMs = 250;
    private const double QuickBytes = 32 << 10;

    private readonly ConcurrentDictionary<string, Cost> _costs = new(StringComparer.Ordinal);

    /// <summary>True when a statement may share a connection.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="isKeyLookup">True when its plan says that it is quick, so that it need not show it first.</param>
    public bool IsQuick(string text, bool isKeyLookup) =>
        _costs.TryGetValue(text, out var cost)
            ? isKeyLookup
                ? cost.Ms < QueueMs && cost.Bytes < QuickBytes
                : cost.Runs >= RunsMin && cost.Ms < QuickMs && cost.Bytes < QuickBytes
            : isKeyLookup;

    /// <summary>Takes note of a run.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="bytes">How much it gave; <see cref="int.MaxValue"/> when that is not known but much.</param>
    /// <param name="wasShared">True when it ran on a shared connection.</param>
    public void Note(string text, TimeSpan time, int bytes, bool wasShared)
    {
        if (!_costs.TryGetValue(text, out var cost))
        {
            // Shapes come from clients: what is remembered has a limit, and whatever is in use comes back soon.
            if (_costs.Count >= StatementsMax)
                _costs.Clear();
            cost = _costs.GetOrAdd(text, static _ => new());
        }

        cost.Note(wasShared && time.TotalMilliseconds < QueueMs ? null : time.TotalMilliseconds, bytes);
    }

    // Read and written without a lock: a lost update only delays the next decision.
    private sealed class Cost
    {
        public int Runs { get; private set; }

        public double Ms { get; private set; }

        public double Bytes { get; private set; }

        public void Note(double? time, int bytes)
        {
            Runs++;
            if (time is { } ms)
                Ms = Runs == 1 ? Math.Min(ms, FirstMs) : Ms + ((ms - Ms) * (ms > Ms ? 0.3 : 0.1));
            Bytes = bytes > Bytes ? bytes : Bytes + ((bytes - Bytes) * 0.1);
        }
    }
}
