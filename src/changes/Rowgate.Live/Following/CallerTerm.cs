using Rowgate.Access;
using Rowgate.Core.Errors;

namespace Rowgate.Live.Following;

/// <summary>How long a caller may follow: until its token expires.</summary>
internal sealed class CallerTerm : IDisposable
{
    // A timer counts 49 days at most, and tokens are made that last for years.
    private static readonly TimeSpan LookMax = TimeSpan.FromDays(1);

    private readonly Caller _caller;
    private readonly TimeProvider _time;
    private readonly CancellationToken _reader;
    private readonly CancellationTokenSource _over;
    private readonly ITimer _timer;

    /// <summary>Begins to count.</summary>
    /// <param name="caller">Whose token.</param>
    /// <param name="time">The clock.</param>
    /// <param name="reader">Ends the reading for another reason.</param>
    public CallerTerm(Caller caller, TimeProvider time, CancellationToken reader)
    {
        (_caller, _time, _reader) = (caller, time, reader);
        _over = CancellationTokenSource.CreateLinkedTokenSource(reader);
        _timer = time.CreateTimer(static term => ((CallerTerm)term!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Cancelled when the term is over, or the reading.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>Why the term is over; null while it is not.</summary>
    public Refusal? WhyOver => _caller.WhyNotAt(_time.GetUtcNow());

    /// <summary>Takes the next event.</summary>
    /// <returns>False at the end, or when the term is over: what waits then is not handed out any more.</returns>
    public async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<LiveEvent> events)
    {
        try
        {
            return await events.MoveNextAsync() && WhyOver is null;
        }
        catch (OperationCanceledException) when (!_reader.IsCancellationRequested && WhyOver is not null)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _over.Dispose();
    }

    private void Look()
    {
        var left = _caller.Expires!.Value - _time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            // A little late rather than a little early, when there would be nothing to do yet.
            _timer.Change((left < LookMax ? left : LookMax) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            return;
        }

        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Nobody reads any more.
        }
    }
}
