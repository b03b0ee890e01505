using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Server.Changes;

/// <summary>One change as it lies in the journal, with its place and its transaction.</summary>
/// <param name="Offset">Its place.</param>
/// <param name="Transaction">The transaction it belongs to.</param>
/// <param name="Change">What changed.</param>
public readonly record struct JournalChange(JournalOffset Offset, TransactionInfo Transaction, Change Change)
{
    /// <summary>The table; null for a message and for a gap.</summary>
    public TableName? Table => Change switch
    {
        TableChange change => change.Shape.Table,
        SchemaChanged change => change.Table,
        _ => null,
    };

    /// <summary>The meaning of the places in the images; null when there are none.</summary>
    public TableShape? Shape => (Change as TableChange)?.Shape;

    /// <summary>The row as it was; none for a new one.</summary>
    public RowImage Before => Change switch
    {
        RowUpdated change => change.Before,
        RowDeleted change => change.Before,
        _ => default,
    };

    /// <summary>The row as it is; none for one that is gone.</summary>
    public RowImage After => Change switch
    {
        RowInserted change => change.After,
        RowUpdated change => change.After,
        RowRead change => change.After,
        _ => default,
    };

    /// <summary>The changes of parts as the journal gives them, each with its offset.</summary>
    public static IEnumerable<JournalChange> In(IReadOnlyList<TransactionPart> parts) =>
        parts.SelectMany(part => part.Changes.Select((change, index) => new JournalChange(part.Offset.Plus(index), part.Transaction, change)));
}
