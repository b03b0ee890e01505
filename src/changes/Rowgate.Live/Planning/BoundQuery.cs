using Rowgate.Core.Query.Plans;
using Rowgate.Live.Following;
using Rowgate.Live.Results;
using Rowgate.Live.Rows;

namespace Rowgate.Live.Planning;

/// <summary>A query that was bound and allowed, with the way to follow it.</summary>
/// <param name="Plan">What reads its rows.</param>
/// <param name="Scope">The tables whose changes matter.</param>
/// <param name="Rows">How to follow it row by row; null when that is not possible.</param>
/// <param name="Result">How to follow it by evaluation; null exactly when <paramref name="Rows"/> is not.</param>
internal sealed record BoundQuery(ReadPlan Plan, TableScope Scope, RowQuery? Rows, ResultPlan? Result);
