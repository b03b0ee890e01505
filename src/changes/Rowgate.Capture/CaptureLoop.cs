using Microsoft.Extensions.Logging;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Journal.Progress;

namespace Rowgate.Capture;

/// <summary>Carries the changes of one source into the journal: whole transactions, in commit order, each exactly once.</summary>
/// <remarks>
/// Exactly once, because the journal itself says where to go on: the position of the last transaction is stored with its
/// changes. A fault ends in another try, never in a skipped change; only then is the source told what it may forget.
/// </remarks>
public sealed partial class CaptureLoop : IDisposable
{
    private readonly string _source;
    private readonly IChangeSource _changes;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CaptureMetrics _metrics;
    private readonly Backoff _sourceBackoff = new();
    private readonly List<SourceProgress> _told = [];

    // Whoever has it appends; the loop keeps it from the first part of a transaction to the last.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _hasTurn;
    private CaptureState _state;

    /// <summary>A loop that has not begun.</summary>
    /// <param name="source">The configured name of the source, as its transactions carry it.</param>
    /// <param name="changes">The source. The loop is its only reader.</param>
    /// <param name="journal">The journal. The loop is the only one that appends this source's transactions.</param>
    /// <param name="time">The clock of waiting and lag.</param>
    /// <param name="logger">Where faults are told.</param>
    public CaptureLoop(string source, IChangeSource changes, IJournal journal, TimeProvider time, ILogger<CaptureLoop> logger)
    {
        _source = source;
        _changes = changes;
        _journal = journal;
        _time = time;
        _logger = logger;
        _state = new(IsRunning: false, SourcePosition.None, time.GetUtcNow(), "Capture has not begun yet.", "Wait a moment.");
        _metrics = new(source, () => State.LagAt(time.GetUtcNow()).TotalSeconds);
    }

    /// <summary>The configured name of the source.</summary>
    public string Source => _source;

    /// <summary>How it is doing now. May be read by any thread.</summary>
    public CaptureState State => Volatile.Read(ref _state);

    /// <summary>Changes were lost at the source. Raised just before the journal says so, while nothing else gets into it: a crash
    /// in between is followed by another one. Must return soon.</summary>
    public event EventHandler? GapFound;

    /// <summary>Tells somebody how far the source's log is passed where no transaction does, and lets them wake capture.
    /// Before the loop begins.</summary>
    public void Tell(SourceProgress progress)
    {
        progress.Wake = _changes.Wake;
        _told.Add(progress);
    }

    /// <summary>Appends rows that were read, while no other transaction gets into the journal.</summary>
    /// <param name="read">Makes the rows; gets the end of the journal, which stands still meanwhile. May give none.</param>
    /// <param name="cancellationToken">Gives up; what is being appended may be there nevertheless.</param>
    /// <exception cref="JournalException">The journal cannot be read or written now.</exception>
    public async ValueTask AppendBetweenAsync(
        Func<JournalOffset, ValueTask<IReadOnlyList<RowRead>>> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var rows = await read(_journal.End);
            if (rows.Count == 0)
                return;
            // The position says where capture goes on: rows that were read do not move it.
            var last = (await _journal.LastAsync(_source, cancellationToken))?.Position ?? SourcePosition.None;
            var info = new TransactionInfo(_source, "0", last, _time.GetUtcNow(), TransactionInfo.BackfillOrigin);
            await _journal.AppendAsync(PartsOf(info, rows), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Captures until cancelled. Ends without an exception then; no fault ends it.</summary>
    /// <param name="cancellationToken">Ends the loop; what is appended stays.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var begin = _time.GetTimestamp();
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Asked to end.
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                // That it began is no success yet: what cannot be read is met again at once, ten times a second.
                if (_time.GetElapsedTime(begin) > Backoff.Longest)
                    _sourceBackoff.Reset();
                await WaitAfterAsync(cause, _sourceBackoff.Next(), cancellationToken);
            }
        }

        Publish(State with { IsRunning = false, Error = "Capture has ended.", Hint = "Start Rowgate again." });
    }

    /// <summary>Ends the metrics.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _turn.Dispose();
    }

    // One connection to the source, from its beginning to its fault.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        var last = (await _journal.LastAsync(_source, cancellationToken))?.Position ?? SourcePosition.None;
        var isFollowing = false;
        await foreach (var batch in _changes.ReadAsync(last, cancellationToken))
        {
            if (batch.Count == 0)
            {
                Running(last);
                Pass();
                if (isFollowing)
                {
                    Publish(State with { BehindSince = null });
                    continue;
                }

                isFollowing = true;
                if (last == SourcePosition.None)
                    LogBegins(_source);
                LogFollowing(_source, _changes.Mode, last.Value);
                continue;
            }

            Publish(State with { BehindSince = batch[0].Transaction.CommitTime });
            await TakeTurnAsync(cancellationToken);
            if (batch[0].Changes is [CaptureGap])
                GapFound?.Invoke(this, EventArgs.Empty);
            await AppendAsync(batch, cancellationToken);
            _metrics.Captured(batch);
            if (batch.LastOrDefault(part => part.IsLast) is { } whole)
            {
                last = whole.Transaction.Position;
                _sourceBackoff.Reset();
                await _changes.AcknowledgeAsync(last, cancellationToken);
            }

            Running(last);
        }

        throw new DatabaseException("The source ended its changes.", "It is asked again.", isTransient: true);
    }

    private static List<TransactionPart> PartsOf(TransactionInfo info, IReadOnlyList<RowRead> rows)
    {
        var parts = new List<TransactionPart>();
        for (var from = 0; from < rows.Count; from += TransactionPart.CountMax)
        {
            var changes = new Change[Math.Min(TransactionPart.CountMax, rows.Count - from)];
            for (var i = 0; i < changes.Length; i++)
                changes[i] = rows[from + i];
            parts.Add(new() { Transaction = info, Index = from, IsLast = from + changes.Length == rows.Count, Changes = changes });
        }

        return parts;
    }

    // A transaction that the fault cut is sent again.
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken);
        await _journal.DropUnfinishedAsync(cancellationToken);
        GiveTurn();
    }

    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!_hasTurn)
            await _turn.WaitAsync(cancellationToken);
        _hasTurn = true;
    }

    private void GiveTurn()
    {
        _hasTurn = false;
        _turn.Release();
    }

    private void Pass()
    {
        foreach (var progress in _told)
            progress.Pass(State.Passed, _journal.End);
    }

    // Keeps what it has in hand while the journal is in trouble, so that the source need not send it again.
    private async Task AppendAsync(IReadOnlyList<TransactionPart> batch, CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (true)
        {
            try
            {
                await _journal.AppendAsync(batch, cancellationToken);
                if (batch[^1].IsLast)
                    GiveTurn();
                return;
            }
            catch (JournalException cause) when (cause.IsTransient && !cancellationToken.IsCancellationRequested)
            {
                await WaitAfterAsync(cause, backoff.Next(), cancellationToken);
            }
        }
    }

    private void Running(SourcePosition last)
    {
        var passed = _changes.Passed > last ? _changes.Passed : last;
        if (!State.IsRunning)
            LogRunning(_source, last.Value);
        Publish(State with { IsRunning = true, Last = last, Passed = passed, Error = null, Hint = null });
    }

    private async Task WaitAfterAsync(Exception cause, TimeSpan delay, CancellationToken cancellationToken)
    {
        var fault = cause as RowgateException;
        var state = State;

        // Said once, and again when it is another trouble: a disk stays full for hours.
        if (state.IsRunning || state.Error != cause.Message)
            LogStopped(_source, state.Last.Value, (long)delay.TotalMilliseconds, fault?.Hint ?? "Look at the exception.", cause);
        Publish(state with
        {
            IsRunning = false,
            BehindSince = state.BehindSince ?? _time.GetUtcNow(),
            Error = cause.Message,
            Hint = fault?.Hint ?? "Look at the log.",
        });
        try
        {
            await Task.Delay(delay, _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop above sees it.
        }
    }

    private void Publish(CaptureState state) => Volatile.Write(ref _state, state);

    [LoggerMessage(4501, LogLevel.Information, "Source {Source}: the way of capture is {Mode}, from position {Position} on")]
    private partial void LogFollowing(string source, string mode, ulong position);

    [LoggerMessage(4502, LogLevel.Information, "Source {Source}: capture runs; the journal holds everything up to position {Position}")]
    private partial void LogRunning(string source, ulong position);

    [LoggerMessage(4504, LogLevel.Information,
        "Source {Source}: the journal is new to it, and begins with the changes that are made from now on")]
    private partial void LogBegins(string source);

    [LoggerMessage(4503, LogLevel.Error,
        "Source {Source}: capture stopped behind position {Position}; nothing is lost, the next try is in {DelayMs} ms. {Hint}")]
    private partial void LogStopped(string source, ulong position, long delayMs, string hint, Exception cause);
}
