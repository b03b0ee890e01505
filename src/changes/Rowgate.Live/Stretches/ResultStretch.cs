using System.Runtime.CompilerServices;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Live.Events;
using Rowgate.Live.Following;
using Rowgate.Live.Results;

namespace Rowgate.Live.Stretches;

/// <summary>A stretch that is followed by shared evaluation: the result as it is, then the differences.</summary>
internal sealed class ResultStretch : Stretch
{
    private readonly LiveEngine _engine;
    private readonly ResultLease _lease;
    private readonly Follower _follower;
    private JoinedResult? _start;
    private bool _isUntouched;
    private bool _isDisposed;

    private ResultStretch(LiveEngine engine, ResultLease lease)
    {
        _engine = engine;
        _lease = lease;
        _follower = new(engine.Limits);
    }

    /// <summary>Starts to follow.</summary>
    /// <param name="engine">What all live queries share.</param>
    /// <param name="plan">The query.</param>
    /// <param name="from">The id to resume from; null for a snapshot in any case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The stretch; or why the query cannot be evaluated.</returns>
    public static async ValueTask<Outcome<Stretch>> OpenAsync(
        LiveEngine engine, ResultPlan plan, JournalOffset? from, CancellationToken cancellationToken)
    {
        var lease = engine.Results.Acquire(plan, out var isNew);
        if (isNew)
        {
            // Listens before it evaluates: what happens meanwhile asks for the next evaluation.
            engine.Index.Join(lease.Query);
            lease.Start();
        }

        var stretch = new ResultStretch(engine, lease);
        try
        {
            if (await stretch.StartAsync(from, cancellationToken) is not { } refusal)
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

    /// <inheritdoc/>
    public override async IAsyncEnumerable<LiveEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_start is { } start && _isUntouched)
        {
            // Who resumed learns here that nothing is missing.
            yield return EventWriter.Progress(start.Offset);
        }
        else if (_start is not null)
        {
            var chunk = new SnapshotChunk(_lease.Query.Plan.HiddenKey);
            foreach (var row in _start.Result.Rows)
            {
                if (chunk.TryAdd(row.Json.Span, row.Identity.Bytes))
                    continue;
                yield return chunk.TakeFull();
                chunk.TryAdd(row.Json.Span, row.Identity.Bytes);
            }

            yield return chunk.TakeLast(_start.Offset);
        }

        // The rows live on with the query only.
        _start = null;
        while (await _follower.NextAsync(cancellationToken) is { } happened)
            yield return happened;
        End = _follower.End == FollowerEnd.Lagged ? StretchEnd.Lagged : StretchEnd.Restart;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _lease.Query.Leave(_follower);
        if (!_engine.Results.Release(_lease))
            return;
        _engine.Index.Leave(_lease.Query);
        await _lease.DisposeAsync();
    }

    private async ValueTask<Refusal?> StartAsync(JournalOffset? from, CancellationToken cancellationToken)
    {
        var atLeast = from ?? _engine.Progress.Offset;
        await _engine.Progress.ReachAsync(atLeast, cancellationToken);
        if (await _lease.Query.JoinAsync(_follower, atLeast, cancellationToken) is not { } joined)
        {
            _follower.Restart();
            return null;
        }

        if (!joined.Accepted)
            return joined.Refusal;
        _start = joined.Value;
        _isUntouched = from is { } resume
            && !await JournalScan.TouchesAsync(_engine, _lease.Query.Scope, resume, _start.Offset, cancellationToken);
        return null;
    }
}
