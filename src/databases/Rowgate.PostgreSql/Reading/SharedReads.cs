// Hot path: bench/Postgres/PostgresPointRead
using Rowgate.Core.Errors;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Runs quick reads on shared connections.</summary>
/// <remarks>
/// What is told to a transaction holds for it alone, so that reads of different callers are never in one. Reads by key that would be
/// told the very same may be: while some of them are under way, others wait a moment, and go together. They are told once, and
/// cost the server one transaction and one answer over the network.
/// </remarks>
internal sealed class SharedReads : IDisposable
{
    private const int BatchesMin = 2;
    private const int ReadsMax = 32;

    // Whatever holds up those under way, be it a slow server, a lock or a long way to it: those that wait do not wait for them.
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(4);

    private readonly PostgresSessions _sessions;
    private readonly TimeProvider _time;
    private readonly ITimer _look;
    private readonly Lock _lock = new();
    private readonly Dictionary<RequestSettings, Lane> _lanes = [];
    private bool _isLookDue;

    /// <summary>Reads on the shared connections of some sessions.</summary>
    /// <param name="sessions">The connections.</param>
    /// <param name="time">To know how long some have been under way.</param>
    public SharedReads(PostgresSessions sessions, TimeProvider time)
    {
        _sessions = sessions;
        _time = time;
        _look = time.CreateTimer(_ => SendHeldUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs a read.</summary>
    /// <returns>Why it failed; null when its rows are in it.</returns>
    public Task<Refusal?> RunAsync(SharedRead read)
    {
        var settings = _sessions.Preamble.For(read.Session, SessionTerms.Read, onReader: true);
        if (MayRunWithOthers(read))
            Join(settings, read);
        else
            _ = new SharedBatch(_sessions, settings, [read]).RunAsync();
        return read.Outcome;
    }

    /// <summary>Ends the clock.</summary>
    public void Dispose() => _look.Dispose();

    // One that is not known to be quick, or not known to succeed, would have others wait or run again.
    private bool MayRunWithOthers(SharedRead read) =>
        read.Statement is { IsKeyLookup: true, IsWellFormed: true, Estimate: null }
        && _sessions.Proven.Contains(read.Statement.Text, read.Session.Role);

    private void Join(RequestSettings settings, SharedRead read)
    {
        Lane? lane;
        List<SharedRead> reads;
        lock (_lock)
        {
            if (!_lanes.TryGetValue(settings, out lane))
                _lanes.Add(settings, lane = new());
            lane.Waiting.Enqueue(read);
            if (lane.Batches >= BatchesMin)
            {
                LookSoon();
                return;
            }

            reads = Begin(lane);
        }

        _ = RunAsync(settings, lane, reads);
    }

    private void SendHeldUp()
    {
        List<(RequestSettings Settings, Lane Lane, List<SharedRead> Reads)> batches = [];
        lock (_lock)
        {
            _isLookDue = false;
            foreach (var (settings, lane) in _lanes)
            {
                if (lane.Waiting.Count > 0 && _time.GetElapsedTime(lane.LastBegin) >= WaitMax)
                    batches.Add((settings, lane, Begin(lane)));
                if (lane.Waiting.Count > 0)
                    LookSoon();
            }
        }

        foreach (var (settings, lane, reads) in batches)
            _ = RunAsync(settings, lane, reads);
    }

    private void LookSoon()
    {
        if (!_isLookDue)
            _look.Change(WaitMax, Timeout.InfiniteTimeSpan);
        _isLookDue = true;
    }

    private List<SharedRead> Begin(Lane lane)
    {
        lane.Batches++;
        return lane.Take(ReadsMax, _time.GetTimestamp());
    }

    private async Task RunAsync(RequestSettings settings, Lane lane, List<SharedRead> reads)
    {
        while (reads.Count > 0)
        {
            await new SharedBatch(_sessions, settings, reads).RunAsync();
            lock (_lock)
            {
                reads = lane.Take(ReadsMax, _time.GetTimestamp());
                if (reads.Count == 0 && --lane.Batches == 0)
                    _lanes.Remove(settings);
            }
        }
    }

    // Reads that are told the same.
    private sealed class Lane
    {
        public Queue<SharedRead> Waiting { get; } = new();

        public int Batches { get; set; }

        public long LastBegin { get; private set; }

        public List<SharedRead> Take(int max, long now)
        {
            var reads = new List<SharedRead>(Math.Min(max, Waiting.Count));
            while (reads.Count < max && Waiting.TryDequeue(out var read))
                reads.Add(read);
            if (reads.Count > 0)
                LastBegin = now;
            return reads;
        }
    }
}
