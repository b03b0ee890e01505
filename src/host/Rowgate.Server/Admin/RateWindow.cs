namespace Rowgate.Server.Admin;

/// <summary>How fast two counters grow, over the last ten seconds in which anybody asked.</summary>
internal sealed class RateWindow(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly Lock _adding = new();
    private readonly Queue<(long At, double First, double Second)> _samples = new();

    /// <summary>Adds what the counters are now, and gives their growth per second; zero for the first sample.</summary>
    public (double First, double Second) Add(double first, double second)
    {
        lock (_adding)
        {
            var now = time.GetTimestamp();
            while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().At, now) > Length)
                _samples.Dequeue();

            // Whoever asks in a tight loop does not make the window grow.
            if (_samples.Count < 100)
                _samples.Enqueue((now, first, second));
            var (at, firstThen, secondThen) = _samples.Peek();
            var seconds = time.GetElapsedTime(at, now).TotalSeconds;
            return seconds < 0.001 ? (0, 0) : ((first - firstThen) / seconds, (second - secondThen) / seconds);
        }
    }
}
