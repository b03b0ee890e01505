using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;

namespace Rowgate.Gate.Requests;

/// <summary>A read, parsed by its front, not yet held against the catalog.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Relation">What is read.</param>
/// <param name="Query">The query.</param>
/// <param name="Count">Whether and how to learn how many rows match without limit and offset.</param>
/// <param name="CountOnly">True when no row is wanted at all: the total is counted and the stream is empty.</param>
public sealed record ReadRequest(
    Caller Caller, TableName Relation, TableQuery Query, CountMethod Count = CountMethod.None, bool CountOnly = false)
{
    /// <summary>On whose behalf the database works, and for which request.</summary>
    public RequestSession Session { get; init; } = RequestSession.Own;

    /// <summary>How the rows are rendered.</summary>
    public RowsForm Form { get; init; }

    /// <summary>Where to note how long each step takes; null when nobody wants to know.</summary>
    public StepTimes? Times { get; init; }
}
