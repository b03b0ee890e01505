namespace Rowgate.Core.Query.Syntax;

/// <summary>One term of an order: <c>column-&gt;path.desc.nullslast</c> or <c>relation(column).asc</c>.</summary>
/// <param name="Field">What is ordered by.</param>
/// <param name="Embed">The to-one embed that holds the field; null for the relation itself.</param>
/// <param name="Descending">True for <c>desc</c>.</param>
/// <param name="Nulls">Where nulls go.</param>
public sealed record OrderTerm(FieldPath Field, string? Embed, bool Descending, NullsOrder Nulls);
