using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.Journal.Progress;

namespace Rowgate.Capture.Backfill;

/// <summary>Reads chunks of a table, each as of a place in the journal; several from one snapshot of the database.</summary>
/// <param name="database">Where the rows are.</param>
/// <param name="progress">Finds the places.</param>
/// <param name="options">How much to read at once.</param>
/// <param name="time">The clock to wait by.</param>
internal sealed class ChunkReader(IDatabase database, SourceProgress progress, BackfillOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private TableScan? _scan;

    // A transaction that waited for the next chunk would hold back the database's cleaning up.
    private int RowsMax => options.RowsPerSecondMax > 0 ? options.ChunkRowsMax : Math.Max(options.ChunkRowsMax, options.SnapshotRowsMax);

    /// <summary>Reads the next rows.</summary>
    /// <param name="relation">A table with a primary key.</param>
    /// <param name="last">The key of the last row that was read; none before the first.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The rows; or why they cannot be read.</returns>
    public async ValueTask<Outcome<Chunk>> ReadAsync(Relation relation, RowImage last, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_scan is null || _scan.Relation != relation || _scan.Last != last)
            {
                await CloseAsync();
                var opened = await OpenAsync(relation, last, cancellationToken);
                if (!opened.Accepted)
                    return opened.Refusal;
                _scan = opened.Value;
                _ = CloseLateAsync(_scan);
            }

            var read = await _scan.NextAsync(options.ChunkRowsMax, options.ChunkBytesMax, cancellationToken);
            if (!read.Accepted || _scan.IsOver)
                await CloseAsync();
            return read;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _turn.WaitAsync();
        await CloseAsync();
        _turn.Release();
    }

    // Also when nobody asks for the next chunk, since the journal takes long to get the last one.
    private async Task CloseLateAsync(TableScan scan)
    {
        try
        {
            await Task.Delay(options.SnapshotTimeMax, time, _stop.Token);
            await _turn.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            if (_scan == scan)
                await CloseAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask CloseAsync()
    {
        var scan = _scan;
        _scan = null;
        if (scan is not null)
            await scan.DisposeAsync();
    }

    private async ValueTask<Outcome<TableScan>> OpenAsync(Relation relation, RowImage last, CancellationToken cancellationToken)
    {
        var plan = ChunkPlan.Of(relation, last, RowsMax);
        var rendering = database.Renders(RowRendering.Image) ? RowRendering.Image : RowRendering.Json;
        while (true)
        {
            var opened = await database.ReadAsync(plan, new ReadOptions(WithMark: true, Rendering: rendering), RequestSession.Own, cancellationToken);
            if (!opened.Accepted)
                return opened.Refusal;
            RowStream? rows = opened.Value;
            try
            {
                if (rows.Mark is null)
                    return NotCaptured();
                if (await PlaceAsync(rows.Mark, cancellationToken) is { } place)
                {
                    var scan = new TableScan(relation, last, rows, rendering == RowRendering.Image, place, RowsMax);
                    rows = null;
                    return scan;
                }
            }
            finally
            {
                if (rows is not null)
                    await rows.DisposeAsync();
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async ValueTask<JournalOffset?> PlaceAsync(SnapshotMark mark, CancellationToken cancellationToken)
    {
        using var wait = new CancellationTokenSource(options.RetryDelay, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, cancellationToken);
        try
        {
            return await progress.PlaceAsync(mark, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Capture is behind. No transaction of ours is to stay open for long: it would hold back the database's cleaning up.
            return null;
        }
    }

    private static Refusal NotCaptured() =>
        new(RefusalCode.NotReady, "The source is not captured yet", Hint: "Wait until capture runs.");
}
