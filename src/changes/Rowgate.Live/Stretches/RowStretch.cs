using System.Runtime.CompilerServices;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Live.Events;
using Rowgate.Live.Following;
using Rowgate.Live.Rows;
using Rowgate.Live.Snapshots;

namespace Rowgate.Live.Stretches;

/// <summary>A stretch that is followed row by row: the rows, then what the journal has since, then what the pump brings.</summary>
/// <remarks>
/// The journal is the buffer between the rows and the pump: a snapshot ends at a place in it, and from there on reading is
/// the same as resuming. So a slow reader of a large snapshot takes no memory for the changes meanwhile.
/// </remarks>
internal sealed class RowStretch : Stretch
{
    // Nearer than this to the pump, the follower joins it first and reads the rest then: the buffer holds what comes meanwhile.
    private const long JoinDistance = 1000;

    // So many events of a snapshot are read before its reader comes: mostly all, so that no connection waits for a client.
    private const int ReadAhead = 4;

    private readonly LiveEngine _engine;
    private readonly RowQuery _query;
    private readonly SnapshotRows? _rows;
    private readonly List<LiveEvent> _ahead = [];
    private JournalOffset _at;
    private Follower? _follower;

    private RowStretch(LiveEngine engine, RowQuery query, SnapshotRows? rows, JournalOffset from) =>
        (_engine, _query, _rows, _at) = (engine, query, rows, from);

    /// <summary>Starts with a snapshot.</summary>
    /// <returns>The stretch; or why the rows cannot be read.</returns>
    public static async ValueTask<Outcome<Stretch>> OpenAsync(
        LiveEngine engine, RowQuery query, ReadPlan plan, RequestSession session, CancellationToken cancellationToken)
    {
        var rows = await engine.Reader.FollowAsync(plan, query.View.HiddenKey, session, cancellationToken);
        if (!rows.Accepted)
            return rows.Refusal;
        var stretch = new RowStretch(engine, query, rows.Value, rows.Value.Offset);
        try
        {
            if (await rows.Value.ReadAsync(stretch._ahead, ReadAhead, cancellationToken) is not { } refusal)
                return stretch;
            await stretch.DisposeAsync();
            return refusal;
        }
        catch
        {
            await stretch.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts at an offset, without a snapshot.</summary>
    public static Stretch Resume(LiveEngine engine, RowQuery query, JournalOffset from) =>
        new RowStretch(engine, query, rows: null, from);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<LiveEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_rows is not null)
        {
            await foreach (var part in SnapshotAsync(_rows, cancellationToken))
                yield return part;
            if (Refusal is not null)
                yield break;
        }

        while (true)
        {
            await foreach (var missed in CatchUpAsync(cancellationToken))
                yield return missed;
            if (_follower is null)
                yield break;
            // Who resumed learns here that nothing is missing any more.
            if (_rows is null)
                yield return EventWriter.Progress(_at);

            var any = false;
            while (await _follower.NextAsync(cancellationToken) is { } happened)
            {
                any = true;
                yield return happened;
            }

            // Overrun before its first event was taken: all of it is still in the journal, so nobody needs to know.
            if (_follower.End != FollowerEnd.Lagged || any)
                break;
            Leave();
        }

        if (_follower.Refusal is { } refusal)
            Refuse(refusal);
        else
            End = _follower.End == FollowerEnd.Lagged ? StretchEnd.Lagged : StretchEnd.Restart;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Leave();
        if (_rows is not null)
            await _rows.DisposeAsync();
    }

    private async IAsyncEnumerable<LiveEvent> SnapshotAsync(SnapshotRows rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Refusal? refusal = null;
        while (refusal is null)
        {
            foreach (var part in _ahead)
                yield return part;
            _ahead.Clear();
            if (rows.IsComplete)
                break;
            refusal = await rows.ReadAsync(_ahead, 1, cancellationToken);
        }

        if (refusal is not null)
        {
            Refuse(refusal);
            yield break;
        }

        yield return rows.Last();
    }

    // Ends with a follower that gets everything from where this stopped; or without one when the stretch is over.
    private async IAsyncEnumerable<LiveEvent> CatchUpAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catchUp = new RowCatchUp(_query, _engine.Source);
        var events = new List<LiveEvent>();
        await _engine.Progress.ReachAsync(_at, cancellationToken);
        while (_follower is null)
        {
            var until = _engine.Progress.Offset;
            if (until.Value - _at.Value <= JoinDistance)
            {
                _follower = new(_engine.Limits);
                until = _engine.Index.Join(_query, _follower);
            }

            if (_at == until)
                continue;
            await using var journal = new JournalCursor(_engine.Journal, _at, cancellationToken);
            while (_at < until)
            {
                if (await journal.NextAsync() is not { } batch || !catchUp.TryMatch(batch, until, events))
                {
                    if (catchUp.Refusal is { } refusal)
                        Refuse(refusal);
                    Leave();
                    yield break;
                }

                _at = batch[^1].End < until ? batch[^1].End : until;
                foreach (var happened in events)
                    yield return happened;
                events.Clear();
            }
        }
    }

    private void Leave()
    {
        if (_follower is not null)
            _engine.Index.Leave(_query, _follower);
        _follower = null;
    }
}
