using System.Collections.Immutable;

namespace Rowgate.Core.Query.Syntax;

/// <summary>What a field is compared with, and how: <c>not.like(any).{a*,*b}</c>.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Values">The operands as text, unquoted and unescaped: one for most operators, the list for <c>in</c>,
/// the elements of the array literal under a quantifier, none for <c>is</c>. A null is the element NULL of an array
/// literal. For <c>like</c> and <c>ilike</c> the wildcard <c>*</c> is already <c>%</c>.</param>
public sealed record Operation(ComparisonOperator Operator, ImmutableArray<string?> Values)
{
    /// <summary>True when the whole comparison is negated.</summary>
    public bool Negated { get; init; }

    /// <summary>How the operator meets several values.</summary>
    public Quantifier Quantifier { get; init; }

    /// <summary>The operand of <c>is</c>; meaningless for other operators.</summary>
    public IsValue Is { get; init; }

    /// <summary>The text search configuration, as in <c>fts(english)</c>; null for the default.</summary>
    public string? Language { get; init; }

    /// <summary>The one operand of an operator that takes one.</summary>
    public string Value => Values[0]!;

    /// <summary>Equal when every part is.</summary>
    public bool Equals(Operation? other) =>
        other is not null && Operator == other.Operator && Values.SequenceEqual(other.Values) && Negated == other.Negated
        && Quantifier == other.Quantifier && Is == other.Is && Language == other.Language;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Operator, Negated, Quantifier, Is, Values.Length);
}
