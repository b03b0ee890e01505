namespace Rowgate.Gate.Accounting;

/// <summary>How long each step of one request took. Steps follow each other; one that is taken twice adds up.</summary>
/// <param name="time">The clock.</param>
public sealed class StepTimes(TimeProvider time)
{
    private readonly TimeSpan[] _taken = new TimeSpan[Enum.GetValues<RequestStep>().Length];
    private long _last = time.GetTimestamp();

    /// <summary>Books the time since the last step ended.</summary>
    /// <param name="step">The step that ends now.</param>
    public void End(RequestStep step)
    {
        var now = time.GetTimestamp();
        _taken[(int)step] += time.GetElapsedTime(_last, now);
        _last = now;
    }

    /// <summary>How long a step took; zero when it was not taken.</summary>
    public TimeSpan this[RequestStep step] => _taken[(int)step];

    /// <summary>How long ago the last step ended.</summary>
    public TimeSpan Rest => time.GetElapsedTime(_last);
}
