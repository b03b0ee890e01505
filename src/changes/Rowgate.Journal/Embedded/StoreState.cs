using System.Collections.Immutable;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Embedded;

/// <summary>Where the store stands: what the next append builds on.</summary>
/// <param name="Start">The oldest offset held.</param>
/// <param name="End">The offset behind the last whole transaction.</param>
/// <param name="Next">The offset of the next change; beyond <paramref name="End"/> while a transaction is unfinished.</param>
/// <param name="Unfinished">The last part of the unfinished transaction; null when all are whole.</param>
/// <param name="TimeMax">The latest commit time so far, in milliseconds since 1970.</param>
/// <param name="Appended">When the last batch was appended, in milliseconds since 1970; never falls.</param>
/// <param name="Last">The last whole transaction of each source.</param>
internal sealed record StoreState(
    JournalOffset Start,
    JournalOffset End,
    JournalOffset Next,
    TransactionPart? Unfinished,
    long TimeMax,
    long Appended,
    ImmutableDictionary<string, TransactionInfo> Last)
{
    /// <summary>Checks that these parts may follow.</summary>
    /// <exception cref="ArgumentException">A part is empty, or does not go on where the one before it ended.</exception>
    public void CheckFollows(IReadOnlyList<TransactionPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var before = Unfinished;
        foreach (var part in parts)
        {
            if (part.Changes.Count is 0 or > TransactionPart.CountMax)
                throw new ArgumentException($"A part holds {part.Changes.Count} changes.", nameof(parts));
            if (part.Transaction.Position.Value > long.MaxValue)
                throw new ArgumentException($"The position {part.Transaction.Position} is too large.", nameof(parts));
            if (before is null ? part.Index != 0 : !GoesOn(before, part))
                throw new ArgumentException(Breaks(before, part), nameof(parts));
            before = part.IsLast ? null : part;
        }

        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to append.", nameof(parts));
    }

    private static bool GoesOn(TransactionPart before, TransactionPart part) =>
        part.Index == before.Index + before.Changes.Count
        && part.Transaction.Source == before.Transaction.Source
        && part.Transaction.Id == before.Transaction.Id;

    private static string Breaks(TransactionPart? before, TransactionPart part) =>
        $"Transaction {part.Transaction.Id} of {part.Transaction.Source} comes from its change {part.Index} on, "
        + (before is null
            ? "but its beginning was not appended."
            : $"but transaction {before.Transaction.Id} of {before.Transaction.Source} has not ended.");
}
