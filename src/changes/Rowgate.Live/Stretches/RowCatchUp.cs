using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Live.Rows;

namespace Rowgate.Live.Stretches;

/// <summary>Matches a query with what the journal holds, at its own pace.</summary>
/// <param name="query">The query.</param>
/// <param name="source">The configured name of the database.</param>
internal sealed class RowCatchUp(RowQuery query, string source)
{
    private readonly RowChange _row = new();
    private readonly RowEncoder _encoder = new();

    /// <summary>Why the query cannot go on at all; null while it can.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Matches the changes of a batch.</summary>
    /// <param name="batch">What the journal gave.</param>
    /// <param name="until">Where to stop: changes from here on are another's.</param>
    /// <param name="events">Gets the events.</param>
    /// <returns>False at a change that this binding of the query cannot follow.</returns>
    public bool TryMatch(IReadOnlyList<TransactionPart> batch, JournalOffset until, List<LiveEvent> events)
    {
        try
        {
            return TryMatchAll(batch, until, events);
        }
        catch (RefusedException cause)
        {
            Refusal = cause.Refusal;
            return false;
        }
    }

    private bool TryMatchAll(IReadOnlyList<TransactionPart> batch, JournalOffset until, List<LiveEvent> events)
    {
        foreach (var part in batch)
        {
            if (part.Transaction.Source != source || part.Transaction.IsBackfill)
                continue;
            _row.Begin(part.Transaction);
            for (var i = 0; i < part.Changes.Count && part.Offset.Plus(i) < until; i++)
            {
                if (!TryMatch(part.Changes[i], part.Offset.Plus(i), events))
                    return false;
            }
        }

        return true;
    }

    private bool TryMatch(Change change, JournalOffset offset, List<LiveEvent> events)
    {
        if (change is CaptureGap)
            return false;
        if (change is SchemaChanged schema)
            return schema.Before?.Table != query.Shape.Table && schema.After?.Table != query.Shape.Table;
        if (change is not TableChange { Shape: var shape } tableChange || shape.Table != query.Shape.Table)
            return true;
        if (shape.Id != query.Shape.Id || !_row.TryRead(tableChange, offset))
            return false;
        if (query.Match(_row) is not { } operation)
            return true;
        var written = _encoder.Encode(query.View, _row, operation);
        if (written.First is { } first)
            events.Add(first);
        if (written.Second is { } second)
            events.Add(second);
        return true;
    }
}
