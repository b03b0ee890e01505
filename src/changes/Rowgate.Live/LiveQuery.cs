using System.Runtime.CompilerServices;
using Rowgate.Core.Positions;
using Rowgate.Live.Events;
using Rowgate.Live.Following;
using Rowgate.Live.Planning;
using Rowgate.Live.Stretches;

namespace Rowgate.Live;

/// <summary>A query that somebody follows: its rows, then every change of them.</summary>
/// <remarks>One reader, once. Open until disposed.</remarks>
public sealed class LiveQuery : IAsyncDisposable
{
    private readonly LiveQueries _queries;
    private readonly LiveRequest _request;
    private BoundQuery _bound;
    private Stretch? _stretch;
    private JournalOffset? _last;
    private int _disposed;

    internal LiveQuery(LiveQueries queries, LiveRequest request, BoundQuery bound, Stretch stretch)
    {
        _queries = queries;
        _request = request;
        _bound = bound;
        _stretch = stretch;
        _last = request.From;
    }

    /// <summary>The events, in order. They end after <see cref="LiveEventKind.Lagged"/> and <see cref="LiveEventKind.Error"/> only;
    /// with an error when the caller's token expires.</summary>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<LiveEvent> ReadAsync(CancellationToken cancellationToken) =>
        _request.Caller.Expires is null ? FollowAsync(cancellationToken) : FollowWhileBelievedAsync(cancellationToken);

    /// <summary>Ends to follow, and makes room for another live query.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await LeaveAsync();
        _queries.Close();
    }

    private async IAsyncEnumerable<LiveEvent> FollowWhileBelievedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var term = new CallerTerm(_request.Caller, _queries.Time, cancellationToken);
        await using (var events = FollowAsync(term.Token).GetAsyncEnumerator(term.Token))
        {
            while (await term.MoveNextAsync(events))
                yield return events.Current;
        }

        if (term.WhyOver is { } refusal)
            yield return EventWriter.Error(refusal);
    }

    private async IAsyncEnumerable<LiveEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_stretch is { } stretch)
        {
            await foreach (var happened in stretch.ReadAsync(cancellationToken))
            {
                _last = happened.Offset ?? _last;
                yield return happened;
            }

            if (stretch.End == StretchEnd.Restart)
            {
                await foreach (var happened in RestartAsync(cancellationToken))
                    yield return happened;
                continue;
            }

            yield return EndOf(stretch);
            yield break;
        }
    }

    // Binds again; leaves no stretch when the query makes no sense any more.
    private async IAsyncEnumerable<LiveEvent> RestartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await LeaveAsync();
        foreach (var (table, shape) in await _queries.Planner.RefreshAsync(_bound.Scope, cancellationToken))
            yield return EventWriter.Schema(table, shape, _last);

        var opened = await _queries.StartAsync(_request with { From = null }, cancellationToken);
        if (opened.Accepted)
            (_bound, _stretch) = opened.Value;
        else
            yield return EventWriter.Error(opened.Refusal);
    }

    private LiveEvent EndOf(Stretch stretch)
    {
        if (stretch.End != StretchEnd.Lagged)
            return EventWriter.Error(stretch.Refusal!);
        LiveMetrics.Lagged.Add(1);
        // Nothing lags before its snapshot is whole, so there is an id.
        return EventWriter.Lagged(_queries.IdOf(_last ?? JournalOffset.Start));
    }

    private async ValueTask LeaveAsync()
    {
        if (_stretch is { } stretch)
            await stretch.DisposeAsync();
        _stretch = null;
    }
}
