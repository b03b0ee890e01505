using Microsoft.Extensions.Logging;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Journal.Progress;
using Rowgate.Live.Events;
using Rowgate.Live.Following;

namespace Rowgate.Live.Results;

/// <summary>A query that is evaluated again when its tables changed, once for all who follow it.</summary>
/// <remarks>While an evaluation runs, further changes gather: one more evaluation answers all of them.</remarks>
internal sealed partial class ResultQuery(
    ResultPlan plan, ResultEvaluator evaluator, ResultBudget budget, SourceProgress progress, ResultPace pace, ILogger logger)
    : TableListener(plan.Scope)
{
    private readonly Lock _lock = new();
    private readonly List<Follower> _followers = [];
    private readonly ResultEvents _events = new(plan);
    private ResultSet? _current;
    private JournalOffset _touched;
    private Refusal? _refusal;
    private bool _isDoubted;
    private bool _isEnded;
    private TaskCompletionSource _evaluated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _waiter;

    /// <summary>The query.</summary>
    public ResultPlan Plan => plan;

    /// <summary>True when nobody can join any more.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_lock)
                return _isEnded;
        }
    }

    // Every change so far is in the result. True under the lock only.
    private bool IsFresh => _current?.Offset >= _touched;

    /// <inheritdoc/>
    public override void Touch(JournalOffset end)
    {
        lock (_lock)
        {
            _touched = end;
            if (!IsFresh)
                Wake();
        }
    }

    /// <inheritdoc/>
    public override void Recheck()
    {
        if (plan.Session.Role is null)
            return;
        lock (_lock)
        {
            _isDoubted = true;
            Wake();
        }
    }

    /// <inheritdoc/>
    public override void Restart() => End(null);

    /// <inheritdoc/>
    public override void Tick(LiveEvent progress, int idleTicks)
    {
        lock (_lock)
        {
            if (!IsFresh)
                return;
            foreach (var follower in _followers)
            {
                if (follower.IsIdleFor(idleTicks))
                    follower.Offer(progress);
            }
        }
    }

    /// <summary>Starts to follow.</summary>
    /// <param name="follower">Gets all differences from the result that is returned.</param>
    /// <param name="atLeast">How far the journal must be in that result.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <returns>The result and the place it holds for; or why there is none. Null when the query must be bound again.</returns>
    public async ValueTask<Outcome<JoinedResult>?> JoinAsync(Follower follower, JournalOffset atLeast, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read before the state: what the pump matched up to here has touched the state already.
            var matched = progress.Offset;
            Task evaluated;
            lock (_lock)
            {
                if (_refusal is not null)
                    return _refusal;
                if (_isEnded)
                    return null;
                if (_current is not null)
                {
                    var offset = IsFresh && matched > _current.Offset ? matched : _current.Offset;
                    if (offset >= atLeast)
                    {
                        _followers.Add(follower);
                        return new JoinedResult(_current, offset);
                    }
                }

                evaluated = _evaluated.Task;
            }

            await evaluated.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends to follow.</summary>
    public void Leave(Follower follower)
    {
        lock (_lock)
            _followers.Remove(follower);
    }

    /// <summary>Evaluates whenever there is need, until the query ends or the token says so.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await NeededAsync(cancellationToken))
            {
                var wait = await EvaluateAsync(cancellationToken);
                await Task.Delay(wait, pace.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody follows any more.
        }
    }

    /// <summary>Gives the memory of the result back. Once, after the loop has ended.</summary>
    public void Forget() => budget.Release(_current?.Bytes ?? 0);

    // How long to wait before the next evaluation.
    private async ValueTask<TimeSpan> EvaluateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await evaluator.EvaluateAsync(plan, cancellationToken);
            if (result.Accepted && budget.TryReplace(_current?.Bytes ?? 0, result.Value.Bytes))
            {
                Publish(result.Value);
                return pace.IntervalMin;
            }

            // While capture is behind, or the database busy, those who follow keep what they have.
            var refusal = result.Accepted ? budget.Full() : result.Refusal;
            if (!IsPassing(refusal) || _current is null)
                End(refusal);
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            LogEvaluationFailed(plan.Plan.Source.Name.ToString(), (long)pace.RetryDelay.TotalMilliseconds, cause);
            if (_current is null)
                End(new(RefusalCode.NotReady, "The query could not be evaluated", Hint: "Try again.", RetryAfter: pace.RetryDelay));
        }

        return pace.RetryDelay;
    }

    private static bool IsPassing(Refusal refusal) =>
        refusal.Code == RefusalCode.NotReady || refusal.Code == RefusalCode.DatabaseBusy;

    private async ValueTask<bool> NeededAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task woken;
            lock (_lock)
            {
                if (_isEnded || _isDoubted || !IsFresh)
                {
                    _isDoubted = false;
                    return !_isEnded;
                }

                _waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
                woken = _waiter.Task;
            }

            await woken.WaitAsync(cancellationToken);
        }
    }

    private void Publish(ResultSet result)
    {
        // Only this loop sets the result, so the difference can be written before the lock is taken.
        var events = _current is null ? [] : _events.Write(_current, result);
        lock (_lock)
        {
            _current = result;
            foreach (var follower in _followers)
            {
                foreach (var happened in events)
                    follower.Offer(happened);
            }

            LiveMetrics.Events.Add((long)events.Count * _followers.Count);
            TellEvaluated();
        }
    }

    // Who joins hears the refusal; who follows already binds again, since the query may be possible in another way now.
    private void End(Refusal? refusal)
    {
        lock (_lock)
        {
            if (_isEnded)
                return;
            _isEnded = true;
            _refusal = refusal;
            foreach (var follower in _followers)
                follower.Restart();
            TellEvaluated();
            Wake();
        }
    }

    private void TellEvaluated()
    {
        _evaluated.TrySetResult();
        _evaluated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Wake()
    {
        _waiter?.TrySetResult();
        _waiter = null;
    }

    [LoggerMessage(5201, LogLevel.Warning, "A live query on {Table} could not be evaluated; next try in {DelayMs} ms")]
    private partial void LogEvaluationFailed(string table, long delayMs, Exception cause);
}
