using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;

namespace Rowgate.Live;

/// <summary>A query to follow.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Relation">The table or view.</param>
/// <param name="Query">What to show of it.</param>
/// <param name="From">The id to resume from; null to start with a snapshot.</param>
public sealed record LiveRequest(Caller Caller, TableName Relation, TableQuery Query, JournalOffset? From = null)
{
    /// <summary>On whose behalf the database works.</summary>
    public RequestSession Session { get; init; } = RequestSession.Own;

    /// <summary>The session without what only the request itself would have.</summary>
    /// <remarks>A live query reads again long after the request, and for all who have the same role and claims: what SQL can
    /// see of one request must not decide.</remarks>
    internal RequestSession LastingSession => Session with { Facts = null, Schema = null };
}
