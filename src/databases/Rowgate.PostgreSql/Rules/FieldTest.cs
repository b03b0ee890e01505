// Hot path: bench/Fanout
using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Rules;

/// <summary>An operation on a field as a test of the column's literal.</summary>
internal static class FieldTest
{
    private const int StackBytesMax = 512;

    /// <summary>Tests one value.</summary>
    /// <param name="value">The value's text without quotes; for JSON, the document. Meaningless for null.</param>
    /// <param name="isNull">True for SQL's null.</param>
    private delegate bool? RawTest(ReadOnlySpan<byte> value, bool isNull);

    /// <summary>The test without its negation; null when only the server can tell.</summary>
    public static ValueTest? Compile(BoundField field, Operation operation)
    {
        var type = FieldType.Of(field);
        if (type.Scalar == ScalarType.Array && operation.Operator != ComparisonOperator.Is)
            return ArrayTest.Compile(type, operation);
        if (type.Scalar == ScalarType.Unknown || MixesNulls(field, type) || Test(type, field.Column.Labels, operation) is not { } test)
            return null;
        var path = field.Path.IsEmpty ? null : new DocumentPath(field.Path);
        if (type.Scalar is ScalarType.Jsonb or ScalarType.Json or ScalarType.Array)
            return literal => Whole(path, literal, test);
        return literal => Unquoted(path, literal, test);
    }

    // A row image has the same literal for SQL's null and for the document null, which counts as an array of one, too.
    private static bool MixesNulls(BoundField field, FieldType type) =>
        field.Path.IsEmpty ? type.Scalar is ScalarType.Json or ScalarType.Jsonb : field.Path[0] is { Key: null, Index: 0 or -1 };

    private static bool? Whole(DocumentPath? path, ReadOnlySpan<byte> literal, RawTest test)
    {
        if (path is null)
            return test(literal, LiteralReader.IsNull(literal));
        var found = path.Find(literal);
        return test(found, found.IsEmpty);
    }

    private static bool? Unquoted(DocumentPath? path, ReadOnlySpan<byte> literal, RawTest test)
    {
        if (path is not null)
        {
            literal = path.Find(literal);
            if (literal.IsEmpty)
                return test(default, isNull: true);
        }

        if (!LiteralReader.IsText(literal))
            return test(literal, isNull: path is null && LiteralReader.IsNull(literal));
        byte[]? rented = null;
        var scratch = literal.Length <= StackBytesMax
            ? stackalloc byte[StackBytesMax]
            : (rented = ArrayPool<byte>.Shared.Rent(literal.Length));
        var result = test(LiteralReader.Utf8(literal, scratch), isNull: false);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    private static RawTest? Test(FieldType type, ImmutableArray<string> labels, Operation operation)
    {
        switch (operation.Operator)
        {
            case ComparisonOperator.Is:
                return Is(type, operation.Is);
            case ComparisonOperator.In:
                return Decide(type, labels, operation with { Operator = ComparisonOperator.Eq }, decisive: true);
            default:
                return operation.Quantifier == Quantifier.None
                    ? One(type, labels, operation.Operator, operation.Values[0])
                    : Decide(type, labels, operation, decisive: operation.Quantifier == Quantifier.Any);
        }
    }

    private static RawTest? Is(FieldType type, IsValue value) => value switch
    {
        IsValue.Null => static (_, isNull) => isNull,
        IsValue.NotNull => static (_, isNull) => !isNull,
        _ when type.Scalar != ScalarType.Boolean => null,
        IsValue.True => static (v, isNull) => !isNull && v is [(byte)'t', ..],
        IsValue.False => static (v, isNull) => !isNull && v is [(byte)'f', ..],
        _ => static (_, isNull) => isNull,
    };

    // OR and AND with three values: unknown unless one of the tests decides.
    private static RawTest? Decide(FieldType type, ImmutableArray<string> labels, Operation operation, bool decisive)
    {
        var tests = new RawTest[operation.Values.Length];
        for (var at = 0; at < tests.Length; at++)
        {
            if (One(type, labels, operation.Operator, operation.Values[at]) is not { } test)
                return null;
            tests[at] = test;
        }

        return (value, isNull) =>
        {
            bool? result = !decisive;
            foreach (var test in tests)
            {
                var answer = test(value, isNull);
                if (answer == decisive)
                    return decisive;
                if (answer is null)
                    result = null;
            }

            return result;
        };
    }

    private static RawTest? One(FieldType type, ImmutableArray<string> labels, ComparisonOperator comparison, string? operand)
    {
        if (comparison is ComparisonOperator.Like or ComparisonOperator.ILike)
            return Like(type, comparison, operand);
        if (comparison > ComparisonOperator.Lte && comparison != ComparisonOperator.IsDistinct)
            return null;
        if (operand is null)
            return comparison == ComparisonOperator.IsDistinct ? static (_, isNull) => !isNull : static (_, _) => null;
        var isEquality = comparison is ComparisonOperator.Eq or ComparisonOperator.Neq or ComparisonOperator.IsDistinct;
        if ((!isEquality && !ValueOrders.IsTotal(type)) || ValueOrders.Of(type, labels, operand) is not { } order)
            return null;
        if (comparison == ComparisonOperator.IsDistinct)
            return (value, isNull) => isNull || order(value) != 0;
        return (value, isNull) => isNull ? null : Holds(comparison, order(value));
    }

    private static RawTest? Like(FieldType type, ComparisonOperator comparison, string? operand)
    {
        if (type.Scalar is not (ScalarType.Text or ScalarType.PaddedText))
            return null;
        if (operand is null)
            return static (_, _) => null;
        if (LikePattern.Read(operand, ignoreCase: comparison == ComparisonOperator.ILike) is not { } pattern)
            return null;
        return (value, isNull) => isNull ? null : pattern.IsMatch(value);
    }

    private static bool Holds(ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Eq => order == 0,
        ComparisonOperator.Neq => order != 0,
        ComparisonOperator.Gt => order > 0,
        ComparisonOperator.Gte => order >= 0,
        ComparisonOperator.Lt => order < 0,
        _ => order <= 0,
    };
}
