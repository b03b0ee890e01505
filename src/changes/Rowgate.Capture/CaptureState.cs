using Rowgate.Core.Positions;

namespace Rowgate.Capture;

/// <summary>How capture of one source is doing. Immutable: a change makes a new one.</summary>
/// <param name="IsRunning">True while the source is followed and the journal takes what comes.</param>
/// <param name="Last">The last transaction that the journal holds; <see cref="SourcePosition.None"/> before the first.</param>
/// <param name="BehindSince">Since when the journal has not been up with the source, by our clock: the commit of the oldest
/// transaction on its way into the journal, or the time of the fault. Null when nothing is known to be missing.</param>
/// <param name="Error">What is wrong, for people; null while running.</param>
/// <param name="Hint">What an operator can do about it; null while running.</param>
public sealed record CaptureState(
    bool IsRunning, SourcePosition Last, DateTimeOffset? BehindSince, string? Error = null, string? Hint = null)
{
    /// <summary>The journal holds every transaction of the source up to this place: <see cref="Last"/> or behind it.</summary>
    public SourcePosition Passed { get; init; }

    /// <summary>How old the newest change is that the journal may lack; zero when it lacks none that is known of.</summary>
    /// <param name="now">The time by the clock that the state was made with.</param>
    public TimeSpan LagAt(DateTimeOffset now) =>
        BehindSince is { } since && now > since ? now - since : TimeSpan.Zero;
}
