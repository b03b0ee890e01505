// Hot path: bench/Fanout
using System.Threading.Tasks.Sources;
using Rowgate.Core.Errors;

namespace Rowgate.Live.Following;

/// <summary>The bounded buffer between what happens and one reader of a live query.</summary>
/// <remarks>Any thread may offer; one reads. It starts empty and grows, since most followers wait for nothing.</remarks>
/// <param name="limits">How much may wait.</param>
internal sealed class Follower(BufferLimits limits) : IValueTaskSource
{
    private readonly Lock _lock = new();
    private readonly Queue<LiveEvent> _queue = new();

    // Readers go on elsewhere: whoever offers holds locks and has others to serve.
    private ManualResetValueTaskSourceCore<bool> _signal = new() { RunContinuationsAsynchronously = true };
    private bool _isWaiting;
    private long _bytes;
    private int _idleTicks;

    /// <summary>Why no more events come; meaningful once <see cref="NextAsync"/> gave null.</summary>
    public FollowerEnd End { get; private set; }

    /// <summary>Why its query cannot go on; only with <see cref="FollowerEnd.Refused"/>.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Puts an event into the buffer. When it does not fit, everything buffered is dropped and the follower ends.</summary>
    public void Offer(LiveEvent happened)
    {
        lock (_lock)
        {
            if (End != FollowerEnd.None)
                return;
            _idleTicks = 0;
            _bytes += happened.Data.Length;
            if (_queue.Count < limits.Events && (_bytes <= limits.Bytes || _queue.Count == 0))
                _queue.Enqueue(happened);
            else
                Overrun();
            Wake();
        }
    }

    /// <summary>Ends the follower after the events that are buffered.</summary>
    public void Restart() => Finish(FollowerEnd.Restart, refusal: null);

    /// <summary>Ends the follower after the events that are buffered, because its query cannot go on.</summary>
    public void Refuse(Refusal refusal) => Finish(FollowerEnd.Refused, refusal);

    /// <summary>Counts one tick without an event.</summary>
    /// <param name="idleTicks">After how many of them there should be a sign of life.</param>
    /// <returns>True when that many have passed since the last event.</returns>
    public bool IsIdleFor(int idleTicks)
    {
        lock (_lock)
            return End == FollowerEnd.None && ++_idleTicks >= idleTicks;
    }

    /// <summary>Takes the next event, waiting for it.</summary>
    /// <param name="cancellationToken">Ends the wait with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The event; null when there will be none: see <see cref="End"/>.</returns>
    public async ValueTask<LiveEvent?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ValueTask woken;
            lock (_lock)
            {
                if (_queue.TryDequeue(out var next))
                {
                    _bytes -= next.Data.Length;
                    return next;
                }

                if (End != FollowerEnd.None)
                    return null;
                _signal.Reset();
                _isWaiting = true;
                woken = new(this, _signal.Version);
            }

            // Cancelling wakes like an event does, so that a wait allocates nothing: there is one for almost every event.
            await using (cancellationToken.UnsafeRegister(static follower => ((Follower)follower!).WakeUp(), this))
                await woken;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    void IValueTaskSource.GetResult(short token) => _signal.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    private void Finish(FollowerEnd end, Refusal? refusal)
    {
        lock (_lock)
        {
            if (End != FollowerEnd.None)
                return;
            Refusal = refusal;
            End = end;
            Wake();
        }
    }

    private void Overrun()
    {
        End = FollowerEnd.Lagged;
        _queue.Clear();
        _queue.TrimExcess();
    }

    private void WakeUp()
    {
        lock (_lock)
            Wake();
    }

    private void Wake()
    {
        if (!_isWaiting)
            return;
        _isWaiting = false;
        _signal.SetResult(true);
    }
}
