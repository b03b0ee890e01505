using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;

namespace Rowgate.Gate.Requests;

/// <summary>A write, parsed by its front, not yet held against the catalog.</summary>
public sealed record WriteRequest
{
    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>On whose behalf the database works, and for which request.</summary>
    public RequestSession Session { get; init; } = RequestSession.Own;

    /// <summary>The id of the request, as logged; goes into the change's actor.</summary>
    public required string Id { get; init; }

    /// <summary>What is written.</summary>
    public required TableName Relation { get; init; }

    /// <summary>What is done.</summary>
    public required WriteKind Kind { get; init; }

    /// <summary>Which rows (<c>Where</c>), which columns of the body, the conflict target, and how to show what was written.</summary>
    public required TableQuery Query { get; init; }

    /// <summary>The rows as sent; must not change before the write is done. Ignored by a delete.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How <see cref="Body"/> is written down.</summary>
    public BodyFormat Format { get; init; }

    /// <summary>What an insert does with a row that is there already: true to merge, false to leave it alone, null to refuse.</summary>
    public bool? MergeDuplicates { get; init; }

    /// <summary>True when a member that is missing takes the column's default instead of null.</summary>
    public bool MissingIsDefault { get; init; }

    /// <summary>True when the written rows are wanted back.</summary>
    public bool WantsRows { get; init; }

    /// <summary>True when the key of a single new row is wanted.</summary>
    public bool WantsKey { get; init; }

    /// <summary>The most rows that may be affected; one more undoes the write. Null for no limit.</summary>
    public long? AffectedMax { get; init; }

    /// <summary>True when any other number of rows than one undoes the write.</summary>
    public bool IsSingular { get; init; }

    /// <summary>True when everything is to be undone at the end.</summary>
    public bool IsRolledBack { get; init; }

    /// <summary>How the written rows are rendered.</summary>
    public RowsForm Form { get; init; }

    /// <summary>Where to note how long each step takes; null when nobody wants to know.</summary>
    public StepTimes? Times { get; init; }
}
