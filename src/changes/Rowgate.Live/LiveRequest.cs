using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Live;

/// <summary>A query to follow.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Relation">The table or view.</param>
/// <param name="Query">What to show of it.</param>
/// <param name="From">The id to resume from; null to start with a snapshot.</param>
public sealed record LiveRequest(Caller Caller, TableName Relation, TableQuery Query, JournalOffset? From = null);
