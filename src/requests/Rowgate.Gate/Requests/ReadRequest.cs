using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Gate.Requests;

/// <summary>A read, parsed by its front, not yet held against the catalog.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Relation">What is read.</param>
/// <param name="Query">The query.</param>
/// <param name="CountTotal">True to learn how many rows match without limit and offset.</param>
/// <param name="CountOnly">True when no row is wanted at all: the total is counted and the stream is empty.</param>
public sealed record ReadRequest(
    Caller Caller, TableName Relation, TableQuery Query, bool CountTotal = false, bool CountOnly = false);
