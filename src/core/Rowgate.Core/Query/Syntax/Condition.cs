using System.Collections.Immutable;

namespace Rowgate.Core.Query.Syntax;

/// <summary>A node of a filter as written: a comparison, or a group of conditions.</summary>
/// <remarks>Closed: the only cases are the two records beside it.</remarks>
public abstract record Condition
{
    private protected Condition() { }
}

/// <summary>A field compared with a value. The field may name an embed when the operation is <c>is.null</c>.</summary>
/// <param name="Field">What is compared.</param>
/// <param name="Operation">How, and with what.</param>
public sealed record Comparison(FieldPath Field, Operation Operation) : Condition;

/// <summary>Conditions joined by AND or OR.</summary>
/// <param name="IsOr">True for OR.</param>
/// <param name="Negated">True for NOT in front of the group.</param>
/// <param name="Items">The conditions; one at least.</param>
public sealed record ConditionGroup(bool IsOr, bool Negated, ImmutableArray<Condition> Items) : Condition;
