using System.Collections.Immutable;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Plans;

/// <summary>A node of a filter whose fields were found in the catalog.</summary>
/// <remarks>Closed: the only cases are the records beside it. Truth is SQL's, with three values.</remarks>
public abstract record Predicate
{
    private protected Predicate() { }
}

/// <summary>A field compared with a value.</summary>
/// <param name="Field">What is compared.</param>
/// <param name="Operation">How, and with what; the negation is part of it.</param>
public sealed record FieldPredicate(BoundField Field, Operation Operation) : Predicate;

/// <summary>Predicates joined by AND or OR.</summary>
/// <param name="IsOr">True for OR.</param>
/// <param name="Negated">True for NOT in front of the group.</param>
/// <param name="Items">The predicates. None means true for AND, false for OR.</param>
public sealed record PredicateGroup(bool IsOr, bool Negated, ImmutableArray<Predicate> Items) : Predicate;

/// <summary>Whether an embed has a row for the parent: <c>rel=not.is.null</c>, <c>rel=is.null</c>, <c>!inner</c>.</summary>
/// <param name="Embed">The embed, with its own filters.</param>
/// <param name="Exists">True when there must be a row, false when there must be none.</param>
public sealed record EmbedPredicate(EmbedProjection Embed, bool Exists) : Predicate;
