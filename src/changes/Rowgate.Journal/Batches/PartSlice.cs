using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Batches;

/// <summary>Parts that tell the same at another place or with fewer changes.</summary>
internal static class PartSlice
{
    /// <summary>The same part at this offset.</summary>
    public static TransactionPart At(TransactionPart part, JournalOffset offset) => new()
    {
        Transaction = part.Transaction,
        Offset = offset,
        Index = part.Index,
        IsLast = part.IsLast,
        Changes = part.Changes,
    };

    /// <summary>What of the part lies at or behind this offset, which must be inside of it.</summary>
    public static TransactionPart From(TransactionPart part, JournalOffset offset)
    {
        var skipped = (int)(offset.Value - part.Offset.Value);
        if (skipped <= 0)
            return part;
        return new()
        {
            Transaction = part.Transaction,
            Offset = offset,
            Index = part.Index + skipped,
            IsLast = part.IsLast,
            Changes = [.. part.Changes.Skip(skipped)],
        };
    }
}
