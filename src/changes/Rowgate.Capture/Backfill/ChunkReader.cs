using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.Journal.Progress;

namespace Rowgate.Capture.Backfill;

/// <summary>Reads chunks of a table, each as of a place in the journal.</summary>
/// <param name="database">Where the rows are.</param>
/// <param name="progress">Finds the places.</param>
/// <param name="options">How much to read at once.</param>
/// <param name="time">The clock to wait by.</param>
internal sealed class ChunkReader(IDatabase database, SourceProgress progress, BackfillOptions options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ColumnOffsets _offsets = new();
    private readonly ChunkImages _images = new();

    /// <summary>Reads the next rows.</summary>
    /// <param name="relation">A table with a primary key.</param>
    /// <param name="last">The key of the last row that was read; none before the first.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The rows; or why they cannot be read.</returns>
    public async ValueTask<Outcome<Chunk>> ReadAsync(Relation relation, RowImage last, CancellationToken cancellationToken)
    {
        var plan = ChunkPlan.Of(relation, last, options.ChunkRowsMax);
        var rendering = database.Renders(RowRendering.Image) ? RowRendering.Image : RowRendering.Json;
        while (true)
        {
            var opened = await database.ReadAsync(plan, new ReadOptions(WithMark: true, Rendering: rendering), RequestSession.Own, cancellationToken);
            if (!opened.Accepted)
                return opened.Refusal;
            await using var rows = opened.Value;
            if (rows.Mark is null)
                return NotCaptured();
            if (await PlaceAsync(rows.Mark, cancellationToken) is { } place)
                return await FillAsync(relation, rows, rendering, place, cancellationToken);
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

    private async ValueTask<Outcome<Chunk>> FillAsync(
        Relation relation, RowStream rows, RowRendering rendering, JournalOffset place, CancellationToken cancellationToken)
    {
        var shape = TableShape.Of(relation);
        var mayBeNull = shape.Key.Any(ordinal => !relation.Columns[ordinal].IsNotNull);
        var all = new List<RowRead>();
        var last = default(RowImage);
        var bytes = 0L;
        while (true)
        {
            var next = await rows.NextAsync(cancellationToken);
            if (!next.Accepted)
                return next.Refusal;
            if (next.Value.Count == 0)
                return new Chunk(shape, place, all, last, IsLast: all.Count < options.ChunkRowsMax);
            for (var i = 0; i < next.Value.Count; i++)
            {
                var row = rendering == RowRendering.Image ? _images.Keep(next.Value[i]) : _images.Of(next.Value[i]);
                if (mayBeNull && HasNull(row, shape))
                    return NullInKey(relation.Name);
                all.Add(new(shape, row));
                bytes += row.Json.Length;
            }

            _offsets.Read(all[^1].After);
            last = ChunkImages.KeyOf(_offsets, shape.Key);
            if (bytes >= options.ChunkBytesMax)
                return new Chunk(shape, place, all, last, IsLast: false);
        }
    }

    private bool HasNull(RowImage row, TableShape shape)
    {
        _offsets.Read(row);
        foreach (var ordinal in shape.Key)
        {
            if (LiteralReader.IsNull(_offsets[ordinal]))
                return true;
        }

        return false;
    }

    private static Refusal NotCaptured() =>
        new(RefusalCode.NotReady, "The source is not captured yet", Hint: "Wait until capture runs.");

    private static Refusal NullInKey(TableName table) =>
        new(RefusalCode.NotSupported, $"{table} has a row whose primary key is null, so that its rows have no order", Hint: "Give the row a key.");
}
