using System.Collections.Immutable;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;

namespace Rowgate.Gate.Requests;

/// <summary>An insert of many rows from a stream, parsed by its front, not yet held against the catalog.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Id">The id of the request, as logged; goes into the change's actor.</param>
/// <param name="Relation">Where the rows go.</param>
/// <param name="Format">How they are written down.</param>
/// <param name="Rows">The body; read once.</param>
public sealed record ImportRequest(Caller Caller, string Id, TableName Relation, ImportFormat Format, Stream Rows)
{
    /// <summary>On whose behalf the database works, and for which request.</summary>
    public RequestSession Session { get; init; } = RequestSession.Own;

    /// <summary>The columns to fill; null when the rows themselves name them.</summary>
    public ImmutableArray<string>? Columns { get; init; }

    /// <summary>Where to note how long each step takes; null when nobody wants to know.</summary>
    public StepTimes? Times { get; init; }
}
