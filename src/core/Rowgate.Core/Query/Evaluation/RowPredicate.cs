// Hot path: bench/Fanout
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;

namespace Rowgate.Core.Query.Evaluation;

/// <summary>A filter compiled for rows in process, with SQL's three values of truth.</summary>
/// <remarks>Closed: compiled by <see cref="Compile"/> only. Stateless, safe for many threads; nothing is allocated per row.</remarks>
public abstract class RowPredicate
{
    private static readonly RowPredicate Everything = new AllOf([], negated: false);

    private RowPredicate()
    {
    }

    /// <summary>Compiles a filter.</summary>
    /// <param name="filter">The filter, whose operations all passed <see cref="ValueRules.Check"/>; null for every row.</param>
    /// <param name="rules">How the source compares values.</param>
    /// <returns>The compiled filter; null when a part of it can only be decided by the database.</returns>
    public static RowPredicate? Compile(Predicate? filter, ValueRules rules) => filter switch
    {
        null => Everything,
        FieldPredicate field => CompileField(field, rules),
        PredicateGroup group => CompileGroup(group, rules),
        _ => null,
    };

    /// <summary>The truth for one row: true, false, or null for unknown.</summary>
    /// <param name="row">The values, in the order of the relation that the filter was bound to.</param>
    public abstract bool? Test(ColumnOffsets row);

    /// <summary>True when the row is in the result, which only true is: not false, not unknown.</summary>
    /// <param name="row">The values, in the order of the relation that the filter was bound to.</param>
    public bool Matches(ColumnOffsets row) => Test(row) == true;

    private static TestOf? CompileField(FieldPredicate predicate, ValueRules rules)
    {
        if (predicate.Field.Column.Function is not null)
            return null;
        // The rules know nothing of negation: it is the same for every operator.
        var test = rules.Compile(predicate.Field, predicate.Operation with { Negated = false });
        return test is null ? null : new(predicate.Field.Column.Ordinal, test, predicate.Operation.Negated);
    }

    private static RowPredicate? CompileGroup(PredicateGroup group, ValueRules rules)
    {
        var items = new RowPredicate[group.Items.Length];
        for (var at = 0; at < items.Length; at++)
        {
            if (Compile(group.Items[at], rules) is not { } item)
                return null;
            items[at] = item;
        }

        return group.IsOr ? new AnyOf(items, group.Negated) : new AllOf(items, group.Negated);
    }

    // Unknown stays unknown.
    private static bool? Negate(bool? truth, bool negated) => negated ? !truth : truth;

    private sealed class TestOf(int ordinal, ValueTest test, bool negated) : RowPredicate
    {
        public override bool? Test(ColumnOffsets row) => Negate(test(row[ordinal]), negated);
    }

    private sealed class AllOf(RowPredicate[] items, bool negated) : RowPredicate
    {
        // One false decides; else one unknown leaves it open.
        public override bool? Test(ColumnOffsets row)
        {
            bool? all = true;
            foreach (var item in items)
            {
                var truth = item.Test(row);
                if (truth == false)
                    return negated;
                if (truth is null)
                    all = null;
            }

            return Negate(all, negated);
        }
    }

    private sealed class AnyOf(RowPredicate[] items, bool negated) : RowPredicate
    {
        // One true decides; else one unknown leaves it open.
        public override bool? Test(ColumnOffsets row)
        {
            bool? any = false;
            foreach (var item in items)
            {
                var truth = item.Test(row);
                if (truth == true)
                    return !negated;
                if (truth is null)
                    any = null;
            }

            return Negate(any, negated);
        }
    }
}
