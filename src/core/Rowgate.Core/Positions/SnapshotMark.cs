namespace Rowgate.Core.Positions;

/// <summary>Where in a source's log a snapshot of rows was taken: which transactions its rows already contain.</summary>
/// <remarks>
/// Closed: the only cases are the records in this folder. A reader that follows a snapshot skips every transaction that
/// the mark <see cref="Contains"/>, and needs to ask no more once the stream <see cref="IsPassedBy"/> it.
/// </remarks>
public abstract record SnapshotMark
{
    private protected SnapshotMark() { }

    /// <summary>True when the snapshot's rows already show the transaction that ends here.</summary>
    /// <param name="id">The transaction's <see cref="Changes.TransactionInfo.Id"/>.</param>
    /// <param name="position">The position of the transaction, as the source gave it.</param>
    public abstract bool Contains(string id, SourcePosition position);

    /// <summary>True when no later transaction of the stream can be contained.</summary>
    /// <param name="position">How far the stream has come.</param>
    public abstract bool IsPassedBy(SourcePosition position);
}
