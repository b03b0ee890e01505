using System.Globalization;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Progress;

/// <summary>How far somebody has come with the journal, and through it with one source; finds the place of snapshots.</summary>
/// <remarks>One advances it in the order of the journal; anyone may read it and wait for it.</remarks>
/// <param name="source">The configured name of the source.</param>
/// <param name="journal">The journal.</param>
public sealed class SourceProgress(string source, IJournal journal)
{
    // So many changes in front of the start are read to know the transactions in them.
    private const long StartChanges = 1 << 14;

    private readonly Lock _lock = new();
    private RecentTransactions _recent = new(isCut: false);
    private JournalOffset _offset = new(-1);
    private JournalOffset _positionOffset = new(-1);
    private SourcePosition _position;
    private (SourcePosition Position, JournalOffset End)? _passed;
    private (SourcePosition Position, JournalOffset End)? _passedLater;
    private TaskCompletionSource? _waiter;

    /// <summary>Called when somebody begins to wait for a transaction, so that capture looks at once; null for nothing.</summary>
    public Action? Wake { get; set; }

    /// <summary>Everything before this was seen; before zero when nothing was started.</summary>
    public JournalOffset Offset
    {
        get
        {
            lock (_lock)
                return _offset;
        }
    }

    /// <summary>The last whole transaction of the source that was seen, or a later place that is known to be passed.</summary>
    public SourcePosition Position
    {
        get
        {
            lock (_lock)
                return _position;
        }
    }

    /// <summary>Starts at the end of the journal.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = journal.End;
            var last = await journal.LastAsync(source, cancellationToken);
            // The journal shows both at once, so an end that stands still has one last transaction.
            if (journal.End != end)
                continue;
            var recent = await RecallAsync(end, cancellationToken);
            lock (_lock)
            {
                _recent = recent;
                (_position, _positionOffset) = (last?.Position ?? SourcePosition.None, end);
                MoveTo(end);
            }

            return;
        }
    }

    /// <summary>A part was seen.</summary>
    /// <param name="part">The next part of the journal, of any source.</param>
    public void Advance(TransactionPart part)
    {
        lock (_lock)
        {
            if (part.IsLast && part.Transaction.Source == source)
            {
                Remember(part, _recent);
                if (part.Transaction.Position >= _position)
                    (_position, _positionOffset) = (part.Transaction.Position, part.End);
            }

            MoveTo(part.End);
        }
    }

    /// <summary>A stretch of the journal is left out.</summary>
    /// <param name="offset">Where to go on.</param>
    public void Skip(JournalOffset offset)
    {
        lock (_lock)
        {
            // What lies in front of a hole proves nothing of what is in it.
            _recent = new(isCut: true);
            MoveTo(offset);
        }
    }

    /// <summary>The source's log holds nothing up to a place that the journal lacks.</summary>
    /// <param name="position">The place in the source's log.</param>
    /// <param name="end">The end of the journal when that was known: whoever has come there has passed it.</param>
    public void Pass(SourcePosition position, JournalOffset end)
    {
        lock (_lock)
        {
            // The earlier one is kept until it is reached: one that is always replaced would never be.
            if (_passed is null)
                _passed = (position, end);
            else
                _passedLater = (position, end);
            MoveTo(_offset);
        }
    }

    /// <summary>Waits until everything before a place was seen.</summary>
    public async ValueTask ReachAsync(JournalOffset offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task woken;
            lock (_lock)
            {
                if (_offset >= offset && _offset >= JournalOffset.Start)
                    return;
                woken = Waiter();
            }

            await woken.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until every transaction that a snapshot shows was seen, and finds the place of the snapshot.</summary>
    /// <param name="mark">The snapshot's mark.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place up to which the snapshot shows everything, and from which on nothing. Null when there is none: the
    /// journal has transactions in another order than they became visible in, or joined. A later snapshot may have one.</returns>
    public async ValueTask<JournalOffset?> PlaceAsync(SnapshotMark mark, CancellationToken cancellationToken)
    {
        var isAsked = false;
        while (true)
        {
            Task woken;
            lock (_lock)
            {
                if (_offset >= JournalOffset.Start && mark.IsPassedBy(_position))
                {
                    if (mark is VisibilityMark visibility)
                        return _recent.Find(visibility, _offset);
                    if (mark is LinearMark { Last: var last } && last >= _position)
                        return _positionOffset;
                    break;
                }

                woken = Waiter();
            }

            // Once: it may cost the database a commit.
            if (!isAsked)
                Wake?.Invoke();
            isAsked = true;
            await woken.WaitAsync(cancellationToken);
        }

        return await FindAsync((LinearMark)mark, cancellationToken);
    }

    private async ValueTask<JournalOffset?> FindAsync(LinearMark mark, CancellationToken cancellationToken)
    {
        var place = await journal.FindAsync(source, mark.Last, cancellationToken);
        if (place == JournalOffset.Start)
            return mark.Last == SourcePosition.None ? place : null;
        try
        {
            await foreach (var batch in journal.ReadAsync(new(place.Value - 1), cancellationToken))
                return batch[0].Transaction.Position == mark.Last ? place : null;
        }
        catch (OffsetExpiredException)
        {
            // Retention was faster: a later snapshot has a later place.
        }

        return null;
    }

    private async ValueTask<RecentTransactions> RecallAsync(JournalOffset end, CancellationToken cancellationToken)
    {
        var from = new JournalOffset(Math.Max(journal.Start.Value, end.Value - StartChanges));
        var recent = new RecentTransactions(isCut: from > JournalOffset.Start);
        if (from >= end)
            return recent;
        try
        {
            await foreach (var batch in journal.ReadAsync(from, cancellationToken))
            {
                foreach (var part in batch)
                {
                    if (part.End <= end && part.IsLast && part.Transaction.Source == source)
                        Remember(part, recent);
                }

                if (batch[^1].End >= end)
                    break;
            }
        }
        catch (OffsetExpiredException)
        {
            // Retention was faster.
        }

        return recent;
    }

    private static void Remember(TransactionPart part, RecentTransactions recent)
    {
        // Rows that were read have a place in the journal, but none among the transactions of the source.
        if (part.Transaction.IsBackfill)
            return;
        var id = part.Changes is [CaptureGap] ? 0
            : ulong.TryParse(part.Transaction.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        recent.Add(id, part.Transaction.Position, new(part.Offset.Value - part.Index));
    }

    private void MoveTo(JournalOffset offset)
    {
        _offset = offset;
        while (_passed is { } passed && _offset >= passed.End)
        {
            if (passed.Position > _position)
                (_position, _positionOffset) = (passed.Position, _offset);
            (_passed, _passedLater) = (_passedLater, null);
        }

        _waiter?.TrySetResult();
        _waiter = null;
    }

    private Task Waiter()
    {
        _waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiter.Task;
    }
}
