using System.Collections.Immutable;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Live.Events;

namespace Rowgate.Live.Snapshots;

/// <summary>The rows of a snapshot on their way to one reader, as events.</summary>
/// <remarks>A running read holds a connection of the database, which others need: a reader that does not come for more in
/// time, or takes too long in all, loses it.</remarks>
internal sealed class SnapshotRows : IAsyncDisposable
{
    private static readonly Refusal TooSlow = new(
        RefusalCode.StatementTimeout,
        "The snapshot was read too slowly",
        Hint: "Read faster, or follow fewer rows.");

    private readonly RowStream _rows;
    private readonly SnapshotSettings _settings;
    private readonly long _started;
    private readonly bool _isKeyed;
    private readonly SnapshotChunk _chunk;

    // One holder at a time: the reader, the timer that takes the read away, or whoever disposes.
    private readonly SemaphoreSlim _holder = new(1, 1);
    private ITimer? _timer;
    private bool _isClosed;

    /// <summary>The rows of a running read.</summary>
    /// <param name="rows">The read; disposed with this.</param>
    /// <param name="hiddenKey">The columns of the key with which each row begins; empty when it begins with none.</param>
    /// <param name="settings">How long the reader may take.</param>
    public SnapshotRows(PlacedRows rows, ImmutableArray<string> hiddenKey, SnapshotSettings settings)
    {
        _isKeyed = !hiddenKey.IsEmpty;
        _chunk = new(hiddenKey);
        _rows = rows.Rows;
        Offset = rows.Offset;
        _settings = settings;
        _started = settings.Time.GetTimestamp();
    }

    /// <summary>True when all rows were read, and the read is over.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The place in the journal that the rows show.</summary>
    public JournalOffset Offset { get; }

    /// <summary>Reads on until there are some events, or no more rows.</summary>
    /// <param name="events">Gets the events.</param>
    /// <param name="count">How many of them are enough.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null, or why the rows cannot be read.</returns>
    public async ValueTask<Refusal?> ReadAsync(List<LiveEvent> events, int count, CancellationToken cancellationToken)
    {
        await _holder.WaitAsync(cancellationToken);
        try
        {
            if (IsComplete)
                return null;
            if (_isClosed)
                return TooSlow;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            while (events.Count < count)
            {
                var next = await _rows.NextAsync(cancellationToken);
                if (!next.Accepted)
                    return next.Refusal;
                if (next.Value.Count == 0)
                {
                    IsComplete = true;
                    await _rows.DisposeAsync();
                    return null;
                }

                Add(next.Value, events);
            }

            StartPause();
            return null;
        }
        finally
        {
            _holder.Release();
        }
    }

    /// <summary>The last event of the snapshot.</summary>
    public LiveEvent Last() => _chunk.TakeLast(Offset);

    /// <summary>Ends the read.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        // The holder is not disposed: a timer that fires right now may still wait for it, and it has nothing to free.
        await CloseAsync();
    }

    private void StartPause()
    {
        var left = _settings.TimeMax - _settings.Time.GetElapsedTime(_started);
        var pause = left < TimeSpan.Zero ? TimeSpan.Zero : left < _settings.PauseMax ? left : _settings.PauseMax;
        _timer ??= _settings.Time.CreateTimer(_ => _ = CloseAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private void Add(RowBatch batch, List<LiveEvent> events)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var row = batch[i].Span;
            ReadOnlyMemory<byte> key = default;
            if (_isKeyed)
            {
                key = KeyedRow.Split(batch[i], out var shown);
                row = shown;
            }

            if (_chunk.TryAdd(row, key))
                continue;
            events.Add(_chunk.TakeFull());
            _chunk.TryAdd(row, key);
        }
    }

    private async Task CloseAsync()
    {
        await _holder.WaitAsync();
        try
        {
            if (_isClosed || IsComplete)
                return;
            _isClosed = true;
            await _rows.DisposeAsync();
        }
        finally
        {
            _holder.Release();
        }
    }
}
