namespace Rowgate.Capture;

/// <summary>How long to wait before the next try: twice as long each time, up to a limit.</summary>
internal sealed class Backoff
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private TimeSpan _next = First;

    /// <summary>The time to wait now.</summary>
    public TimeSpan Next()
    {
        var delay = _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }

    /// <summary>It worked: the next trouble starts small again.</summary>
    public void Reset() => _next = First;
}
