// Hot path: bench/Fanout
using Rowgate.Core.Errors;
using Rowgate.Live.Events;

namespace Rowgate.Live.Rows;

/// <summary>Asks queries what a change does to them, and tells their followers. The pump's.</summary>
internal sealed class RowMatcher
{
    private readonly RowEncoder _encoder = new();

    /// <summary>How many events were handed out since the last <see cref="Report"/>.</summary>
    private long _events;

    /// <summary>Hands a change to those of the queries that it matches.</summary>
    /// <param name="queries">Whom to ask.</param>
    /// <param name="change">The change.</param>
    /// <param name="except">Whom not to ask again; null for nobody.</param>
    public void Match(List<RowQuery> queries, RowChange change, List<RowQuery>? except = null)
    {
        foreach (var query in queries)
        {
            // A list of constants may hold the old value and the new one.
            if (except is not null && query.Equality is { HasChoice: true } && except.Contains(query))
                continue;
            if (query.Refusal is null)
                Match(query, change);
        }
    }

    /// <summary>Counts the events handed out so far.</summary>
    public void Report()
    {
        if (_events > 0)
            LiveMetrics.Events.Add(_events);
        _events = 0;
    }

    // One query that costs too much ends alone.
    private void Match(RowQuery query, RowChange change)
    {
        try
        {
            if (query.Match(change) is { } operation)
                Tell(query, query.View.Events(_encoder, change, operation));
        }
        catch (RefusedException cause)
        {
            query.Refuse(cause.Refusal);
        }
    }

    private void Tell(RowQuery query, RowEvents events)
    {
        if (events.First is null)
            return;
        foreach (var follower in query.Followers)
            events.OfferTo(follower);
        _events += query.Followers.Count;
    }
}
