using System.Collections.Immutable;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Evaluation;

/// <summary>A condition that a row must meet to pass a filter: a column's value is one of a few.</summary>
/// <remarks>Serves an index that finds, for a changed row, the filters it may pass.</remarks>
/// <param name="Ordinal">The column.</param>
/// <param name="Values">The keys of the values, without duplicates. None means that no row passes.</param>
public sealed record EqualityKey(int Ordinal, ImmutableArray<ValueKey> Values)
{
    /// <summary>The conditions of this kind among those of a filter that must all hold.</summary>
    /// <param name="filter">The filter; null for every row.</param>
    /// <param name="rules">How the source makes keys of values.</param>
    /// <returns>The conditions in the order of the filter; empty when there is none to look up by.</returns>
    public static ImmutableArray<EqualityKey> Of(Predicate? filter, ValueRules rules)
    {
        var keys = ImmutableArray.CreateBuilder<EqualityKey>();
        Collect(filter, rules, keys);
        return keys.DrainToImmutable();
    }

    private static void Collect(Predicate? filter, ValueRules rules, ImmutableArray<EqualityKey>.Builder keys)
    {
        if (filter is PredicateGroup { IsOr: false, Negated: false } group)
        {
            foreach (var item in group.Items)
                Collect(item, rules, keys);
        }
        else if (filter is FieldPredicate { Field.Path.IsEmpty: true, Operation: { Negated: false } operation } field
            && IsEquality(operation)
            && ValuesOf(field.Field, operation, rules) is { } values)
        {
            keys.Add(new(field.Field.Column.Ordinal, values));
        }
    }

    private static bool IsEquality(Operation operation) =>
        operation.Operator == ComparisonOperator.In
        || operation is { Operator: ComparisonOperator.Eq, Quantifier: Quantifier.None or Quantifier.Any };

    private static ImmutableArray<ValueKey>? ValuesOf(BoundField field, Operation operation, ValueRules rules)
    {
        var values = new HashSet<ValueKey>();
        foreach (var operand in operation.Values)
        {
            // Nothing equals NULL, so it adds no rows.
            if (operand is null)
                continue;
            if (rules.KeyOf(field.Column, operand) is not { } key)
                return null;
            values.Add(key);
        }

        return [.. values];
    }
}
