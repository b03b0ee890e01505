using Rowgate.Live.Following;

namespace Rowgate.Live.Rows;

/// <summary>What one change says to the followers of one view: an event, two for a row without a key, or nothing.</summary>
/// <param name="First">The first event; null when the view shows no difference.</param>
/// <param name="Second">The second event, which belongs together with the first; mostly null.</param>
internal readonly record struct RowEvents(LiveEvent? First, LiveEvent? Second = null)
{
    /// <summary>Hands the events to a follower.</summary>
    public void OfferTo(Follower follower)
    {
        if (First is null)
            return;
        follower.Offer(First);
        if (Second is not null)
            follower.Offer(Second);
    }
}
