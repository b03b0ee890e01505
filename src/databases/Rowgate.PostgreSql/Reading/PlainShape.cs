// Hot path: bench/Postgres/PostgresPointRead
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Compares plain plans by all that decides about their SQL text, which is everything but the values.</summary>
/// <remarks>Relations and columns are compared by identity: those of another catalog are others.</remarks>
internal sealed class PlainShape : IEqualityComparer<ReadPlan>
{
    /// <summary>The only one.</summary>
    public static readonly PlainShape Comparer = new();

    private PlainShape()
    {
    }

    /// <summary>True for a plan that this class can compare.</summary>
    public static bool IsPlain(ReadPlan plan)
    {
        foreach (var projection in plan.Projections)
        {
            if (projection is not FieldProjection { Cast: null, Field.Path.IsEmpty: true })
                return false;
        }

        foreach (var key in plan.Order)
        {
            if (key is not { Embed: null, Field.Path.IsEmpty: true })
                return false;
        }

        if (plan.Filter is not PredicateGroup group)
            return plan.Filter is null || IsPlain(plan.Filter);
        foreach (var item in group.Items)
        {
            if (!IsPlain(item))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ReadPlan? x, ReadPlan? y)
    {
        if (x is null || y is null)
            return ReferenceEquals(x, y);
        return ReferenceEquals(x.Source, y.Source)
            && x.Limit is null == y.Limit is null
            && x.Offset > 0 == y.Offset > 0
            && SameProjections(x.Projections, y.Projections)
            && SameOrder(x.Order, y.Order)
            && SameFilter(x.Filter, y.Filter);
    }

    /// <inheritdoc/>
    public int GetHashCode(ReadPlan obj)
    {
        var hash = default(HashCode);
        hash.Add(RuntimeHelpers.GetHashCode(obj.Source));
        hash.Add(obj.Projections.Length);
        hash.Add(RuntimeHelpers.GetHashCode(obj.Projections is [FieldProjection first, ..] ? first.Field.Column : null));
        foreach (var key in obj.Order)
            hash.Add(RuntimeHelpers.GetHashCode(key.Field.Column));
        if (obj.Filter is PredicateGroup group)
        {
            foreach (var item in group.Items)
                Add(ref hash, (FieldPredicate)item);
        }
        else if (obj.Filter is FieldPredicate field)
        {
            Add(ref hash, field);
        }

        return hash.ToHashCode();
    }

    private static void Add(ref HashCode hash, FieldPredicate predicate)
    {
        hash.Add(RuntimeHelpers.GetHashCode(predicate.Field.Column));
        hash.Add((int)predicate.Operation.Operator);
    }

    private static bool IsPlain(Predicate predicate) =>
        predicate is FieldPredicate { Field.Path.IsEmpty: true, Operation.Quantifier: Quantifier.None } field
        && field.Operation.Operator is not (
            ComparisonOperator.Fts or ComparisonOperator.Plfts or ComparisonOperator.Phfts or ComparisonOperator.Wfts);

    private static bool SameProjections(ImmutableArray<Projection> left, ImmutableArray<Projection> right)
    {
        // Whole rows of a relation are one and the same array.
        if (left == right)
            return true;
        if (left.Length != right.Length)
            return false;
        for (var place = 0; place < left.Length; place++)
        {
            if (!SameColumn(((FieldProjection)left[place]).Field, ((FieldProjection)right[place]).Field)
                || left[place].Name != right[place].Name)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameOrder(ImmutableArray<SortKey> left, ImmutableArray<SortKey> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var place = 0; place < left.Length; place++)
        {
            var (one, other) = (left[place], right[place]);
            if (!SameColumn(one.Field, other.Field) || one.Descending != other.Descending || one.Nulls != other.Nulls)
                return false;
        }

        return true;
    }

    private static bool SameFilter(Predicate? left, Predicate? right)
    {
        if (left is not PredicateGroup one || right is not PredicateGroup other)
            return left is null ? right is null : right is FieldPredicate && left is FieldPredicate && SameTest(left, right);
        if (one.IsOr != other.IsOr || one.Negated != other.Negated || one.Items.Length != other.Items.Length)
            return false;
        for (var place = 0; place < one.Items.Length; place++)
        {
            if (!SameTest(one.Items[place], other.Items[place]))
                return false;
        }

        return true;
    }

    private static bool SameTest(Predicate left, Predicate right)
    {
        var (one, other) = ((FieldPredicate)left, (FieldPredicate)right);
        return SameColumn(one.Field, other.Field)
            && one.Operation.Operator == other.Operation.Operator
            && one.Operation.Negated == other.Operation.Negated
            && one.Operation.Is == other.Operation.Is;
    }

    private static bool SameColumn(BoundField left, BoundField right) => ReferenceEquals(left.Column, right.Column);
}
