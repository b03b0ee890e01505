using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal;

namespace Rowgate.Capture.Backfill;

/// <summary>Takes those rows out of a chunk that the journal has newer.</summary>
/// <param name="journal">The journal.</param>
/// <param name="source">The configured name of the source.</param>
internal sealed class ChunkFilter(IJournal journal, string source)
{
    private readonly ColumnOffsets _offsets = new();
    private readonly HashSet<RowImage> _touched = [];
    private (TableName Table, JournalOffset Place)? _known;
    private JournalOffset _readTo;
    private bool _isEmptied;

    /// <summary>Compares a chunk with what the journal has behind its place. What is known of a place is kept for the next chunk
    /// that was read there.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="end">The end of the journal, which stands still.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <returns>The rows that are still as the chunk has them; null when it must be read again: the table has another shape, or
    /// what happened to it is not known.</returns>
    public async ValueTask<IReadOnlyList<RowRead>?> FilterAsync(Chunk chunk, JournalOffset end, CancellationToken cancellationToken)
    {
        if (_known != (chunk.Shape.Table, chunk.Place))
        {
            _touched.Clear();
            (_known, _readTo, _isEmptied) = ((chunk.Shape.Table, chunk.Place), chunk.Place, false);
        }

        if (_readTo < end && !await FollowAsync(chunk.Shape, end, cancellationToken))
        {
            _known = null;
            return null;
        }

        if (_isEmptied)
            return [];
        return _touched.Count == 0 ? chunk.Rows : Left(chunk);
    }

    // False when the rows of the place are of no use any more.
    private async ValueTask<bool> FollowAsync(TableShape table, JournalOffset end, CancellationToken cancellationToken)
    {
        await foreach (var batch in journal.ReadAsync(_readTo, cancellationToken))
        {
            foreach (var change in batch.Where(IsChange).SelectMany(part => part.Changes))
            {
                if (change is CaptureGap || (change is SchemaChanged schema && Concerns(schema, table)))
                    return false;
                if (change is TableChange { Shape: var shape } && shape.Table == table.Table)
                    _isEmptied |= !Touch(change, shape);
            }

            _readTo = batch[^1].End;
            if (_readTo >= end)
                break;
        }

        return true;
    }

    // The chunks before are no newer than this one, and have other rows.
    private bool IsChange(TransactionPart part) => part.Transaction.Source == source && !part.Transaction.IsBackfill;

    private List<RowRead> Left(Chunk chunk)
    {
        var left = new List<RowRead>(chunk.Rows.Count);
        foreach (var row in chunk.Rows)
        {
            if (!_touched.Contains(KeyOf(row.After, chunk.Shape)))
                left.Add(row);
        }

        return left;
    }

    private static bool Concerns(SchemaChanged schema, TableShape shape) =>
        schema.Before?.Table == shape.Table || schema.After?.Table == shape.Table;

    // False when all rows went away.
    private bool Touch(Change change, TableShape shape)
    {
        switch (change)
        {
            case RowInserted inserted:
                Add(inserted.After, shape);
                return true;
            case RowUpdated updated:
                Add(updated.Before, shape);
                Add(updated.After, shape);
                return true;
            case RowDeleted deleted:
                Add(deleted.Before, shape);
                return true;
            case RowRead read:
                Add(read.After, shape);
                return true;
            default:
                return false;
        }
    }

    private void Add(RowImage row, TableShape shape)
    {
        if (!row.IsNone)
            _touched.Add(KeyOf(row, shape));
    }

    private RowImage KeyOf(RowImage row, TableShape shape)
    {
        _offsets.Read(row);
        return ChunkImages.KeyOf(_offsets, shape.Key);
    }
}
