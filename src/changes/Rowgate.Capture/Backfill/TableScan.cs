using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Databases;

namespace Rowgate.Capture.Backfill;

/// <summary>Rows of a table in the order of its key, as of one place in the journal, given out in chunks.</summary>
/// <param name="relation">The table.</param>
/// <param name="last">The key that the rows are behind; none before the first.</param>
/// <param name="rows">Its rows behind that key; belongs to the scan.</param>
/// <param name="isImages">True when the rows are images already, false when they are JSON objects.</param>
/// <param name="place">Where in the journal they are as they are.</param>
/// <param name="rowsMax">How many rows the stream has at most.</param>
internal sealed class TableScan(
    Relation relation, RowImage last, RowStream rows, bool isImages, JournalOffset place, int rowsMax) : IAsyncDisposable
{
    private readonly TableShape _shape = TableShape.Of(relation);
    private readonly bool _mayBeNull = relation.PrimaryKey.Any(ordinal => !relation.Columns[ordinal].IsNotNull);
    private readonly ColumnOffsets _offsets = new();
    private readonly ChunkImages _images = new();
    private RowBatch _batch;
    private int _taken;
    private int _count;

    /// <summary>The table.</summary>
    public Relation Relation => relation;

    /// <summary>The key of the last row that was given out; none before the first.</summary>
    public RowImage Last { get; private set; } = last;

    /// <summary>True when it has no more rows.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Gives out the next rows.</summary>
    /// <param name="chunkRowsMax">How many at most; 1 or more.</param>
    /// <param name="chunkBytesMax">How many bytes of them are enough.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The rows; or why they cannot be read.</returns>
    public async ValueTask<Outcome<Chunk>> NextAsync(int chunkRowsMax, long chunkBytesMax, CancellationToken cancellationToken)
    {
        var chunk = new List<RowRead>();
        var bytes = 0L;
        while (chunk.Count < chunkRowsMax && bytes < chunkBytesMax && _count + chunk.Count < rowsMax)
        {
            if (_taken == _batch.Count)
            {
                var next = await rows.NextAsync(cancellationToken);
                if (!next.Accepted)
                    return next.Refusal;
                (_batch, _taken) = (next.Value, 0);
                if (_batch.Count == 0)
                    break;
            }

            var row = isImages ? _images.Keep(_batch[_taken]) : _images.Of(_batch[_taken]);
            _taken++;
            if (_mayBeNull && HasNull(row))
                return NullInKey();
            chunk.Add(new(_shape, row));
            bytes += row.Json.Length;
        }

        _count += chunk.Count;
        var isLast = _batch.Count == 0;
        IsOver = isLast || _count == rowsMax;
        if (chunk.Count > 0)
            Last = KeyOf(chunk[^1].After);
        return new Chunk(_shape, place, chunk, Last, isLast);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows.DisposeAsync();

    private RowImage KeyOf(RowImage row)
    {
        _offsets.Read(row);
        return ChunkImages.KeyOf(_offsets, _shape.Key);
    }

    private bool HasNull(RowImage row)
    {
        _offsets.Read(row);
        foreach (var ordinal in _shape.Key)
        {
            if (LiteralReader.IsNull(_offsets[ordinal]))
                return true;
        }

        return false;
    }

    private Refusal NullInKey() =>
        new(
            RefusalCode.NotSupported,
            $"{relation.Name} has a row whose primary key is null, so that its rows have no order",
            Hint: "Give the row a key.");
}
