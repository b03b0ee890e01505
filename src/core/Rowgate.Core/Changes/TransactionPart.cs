using Rowgate.Core.Positions;

namespace Rowgate.Core.Changes;

/// <summary>A committed transaction, or a run of the changes of a large one.</summary>
/// <remarks>
/// A transaction of more than <see cref="CountMax"/> changes travels in several parts, so that memory stays bounded;
/// they follow each other without others in between, and a journal shows none before the last is durable.
/// </remarks>
public sealed class TransactionPart
{
    /// <summary>How many changes a part may hold.</summary>
    public const int CountMax = 4096;

    /// <summary>The transaction.</summary>
    public required TransactionInfo Transaction { get; init; }

    /// <summary>The place of the first change; meaningless before the journal has given it one.</summary>
    public JournalOffset Offset { get; init; }

    /// <summary>How many changes of the transaction are in earlier parts.</summary>
    public long Index { get; init; }

    /// <summary>True when the transaction ends with this part.</summary>
    public bool IsLast { get; init; } = true;

    /// <summary>The changes, in the order they were made. One at least, <see cref="CountMax"/> at most.</summary>
    public required IReadOnlyList<Change> Changes { get; init; }

    /// <summary>The place behind the last change.</summary>
    public JournalOffset End => Offset.Plus(Changes.Count);
}
