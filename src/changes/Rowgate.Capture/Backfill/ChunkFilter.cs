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

    /// <summary>Compares a chunk with what the journal has behind its place.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="end">The end of the journal, which stands still.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <returns>The rows that are still as the chunk has them; null when it must be read again: the table has another shape, or
    /// what happened to it is not known.</returns>
    public async ValueTask<IReadOnlyList<RowRead>?> FilterAsync(Chunk chunk, JournalOffset end, CancellationToken cancellationToken)
    {
        var touched = new HashSet<RowImage>();
        var isEmptied = false;
        if (chunk.Place < end)
        {
            await foreach (var batch in journal.ReadAsync(chunk.Place, cancellationToken))
            {
                foreach (var change in batch.Where(IsChange).SelectMany(part => part.Changes))
                {
                    if (change is CaptureGap || (change is SchemaChanged schema && Concerns(schema, chunk.Shape)))
                        return null;
                    if (change is TableChange { Shape: var shape } && shape.Table == chunk.Shape.Table)
                        isEmptied |= !Touch(change, shape, touched);
                }

                if (batch[^1].End >= end)
                    break;
            }
        }

        if (isEmptied)
            return [];
        return touched.Count == 0 ? chunk.Rows : Left(chunk, touched);
    }

    // The chunk before is no newer than this one, and has other rows.
    private bool IsChange(TransactionPart part) => part.Transaction.Source == source && !part.Transaction.IsBackfill;

    private List<RowRead> Left(Chunk chunk, HashSet<RowImage> touched)
    {
        var left = new List<RowRead>(chunk.Rows.Count);
        foreach (var row in chunk.Rows)
        {
            if (!touched.Contains(KeyOf(row.After, chunk.Shape)))
                left.Add(row);
        }

        return left;
    }

    private static bool Concerns(SchemaChanged schema, TableShape shape) =>
        schema.Before?.Table == shape.Table || schema.After?.Table == shape.Table;

    // False when all rows went away.
    private bool Touch(Change change, TableShape shape, HashSet<RowImage> touched)
    {
        switch (change)
        {
            case RowInserted inserted:
                Add(inserted.After, shape, touched);
                return true;
            case RowUpdated updated:
                Add(updated.Before, shape, touched);
                Add(updated.After, shape, touched);
                return true;
            case RowDeleted deleted:
                Add(deleted.Before, shape, touched);
                return true;
            case RowRead read:
                Add(read.After, shape, touched);
                return true;
            default:
                return false;
        }
    }

    private void Add(RowImage row, TableShape shape, HashSet<RowImage> touched)
    {
        if (!row.IsNone)
            touched.Add(KeyOf(row, shape));
    }

    private RowImage KeyOf(RowImage row, TableShape shape)
    {
        _offsets.Read(row);
        return ChunkImages.KeyOf(_offsets, shape.Key);
    }
}
