using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Plans;

/// <summary>One term of an order.</summary>
/// <param name="Field">What is ordered by.</param>
/// <param name="Embed">The to-one embed that holds the field; null for the relation itself.</param>
/// <param name="Descending">True for descending.</param>
/// <param name="Nulls">Where nulls go; the default is last when ascending, first when descending.</param>
public sealed record SortKey(BoundField Field, EmbedProjection? Embed, bool Descending, NullsOrder Nulls);
