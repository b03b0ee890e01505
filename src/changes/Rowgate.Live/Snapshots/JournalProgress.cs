using Rowgate.Core.Positions;

namespace Rowgate.Live.Snapshots;

/// <summary>How far the pump has followed the journal, and through it the source.</summary>
/// <remarks>The pump advances it; anyone may read it and wait for it.</remarks>
internal sealed class JournalProgress
{
    private readonly Lock _lock = new();
    private JournalOffset _offset = new(-1);
    private JournalOffset _positionOffset = new(-1);
    private SourcePosition _position;
    private TaskCompletionSource? _waiter;

    /// <summary>Everything before this was matched; before zero when the pump has not started.</summary>
    public JournalOffset Offset
    {
        get
        {
            lock (_lock)
                return _offset;
        }
    }

    /// <summary>The pump starts, or has matched on.</summary>
    /// <param name="offset">Everything before this was matched.</param>
    /// <param name="position">The source's last whole transaction before it; null when that is no other than before.</param>
    public void Advance(JournalOffset offset, SourcePosition? position)
    {
        lock (_lock)
        {
            _offset = offset;
            if (position is { } last)
                (_position, _positionOffset) = (last, offset);
            _waiter?.TrySetResult();
            _waiter = null;
        }
    }

    /// <summary>Waits until everything before a place was matched.</summary>
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

    /// <summary>Waits until every transaction that a snapshot shows was matched.</summary>
    /// <returns>The place behind the last of them when that is known without asking the journal; else null.</returns>
    public async ValueTask<JournalOffset?> PassAsync(SnapshotMark mark, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task woken;
            lock (_lock)
            {
                if (_offset >= JournalOffset.Start && mark.IsPassedBy(_position))
                    return mark.Contains(_position) ? _positionOffset : null;
                woken = Waiter();
            }

            await woken.WaitAsync(cancellationToken);
        }
    }

    private Task Waiter()
    {
        _waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiter.Task;
    }
}
