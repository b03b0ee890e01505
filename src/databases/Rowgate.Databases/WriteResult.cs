using Rowgate.Core.Positions;

namespace Rowgate.Databases;

/// <summary>What a write did.</summary>
public sealed record WriteResult
{
    /// <summary>How many rows were inserted, updated or deleted; rows that an ignored conflict left alone do not count.</summary>
    public required long Affected { get; init; }

    /// <summary>How many of them are new.</summary>
    public long Inserted { get; init; }

    /// <summary>The rows as the plan's <c>Returning</c> shows them; none when nobody asked.</summary>
    public RowBatch Rows { get; init; }

    /// <summary>The primary key of the written row as JSON literals in key order, when it was exactly one insert; else null.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>What SQL wants of the response; null for nothing.</summary>
    public ResponseWishes? Response { get; init; }

    /// <summary>The place of the transaction in the source's log; null when nothing changed or the source is not captured.</summary>
    public SourcePosition? Position { get; init; }
}
