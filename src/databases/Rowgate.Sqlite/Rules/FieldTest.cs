// Hot path: bench/Fanout
using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Rules;

/// <summary>An operation on a field as a test of the column's literal.</summary>
internal static class FieldTest
{
    private const int StackBytesMax = 512;

    /// <summary>Tests one value; the borrowed value is null only for SQL's null.</summary>
    private delegate bool? RawTest(in RawValue value);

    /// <summary>The test without its negation; null when only SQLite can tell.</summary>
    public static ValueTest? Compile(BoundField field, Operation operation)
    {
        var operands = Operands.Read(field, operation);
        var collation = field.Path.IsEmpty ? TextCollation.Find(field.Column.Type.Collation) : TextCollation.Binary;
        if (!operands.Accepted || collation is null)
            return null;
        if (operation.Operator == ComparisonOperator.Is && operation.Is is IsValue.Null or IsValue.NotNull && field.Path.IsEmpty)
            return literal => LiteralReader.IsNull(literal) == (operation.Is == IsValue.Null);

        // A literal in a JSON column does not tell a document from a text that is none.
        if (field.Path.IsEmpty && field.Column.Type.Kind is ValueKind.Json or ValueKind.Array)
            return null;
        var test = Test(operation, operands.Value, collation);
        return field.Path.IsEmpty ? OnColumn(field.Column.Type.Kind, test) : OnPath(field, test);
    }

    private static ValueTest OnColumn(ValueKind kind, RawTest test) => literal =>
    {
        byte[]? rented = null;
        var scratch = literal.Length <= StackBytesMax
            ? stackalloc byte[StackBytesMax]
            : (rented = ArrayPool<byte>.Shared.Rent(literal.Length));
        var result = test(LiteralValue.Read(kind, literal, scratch));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return result;
    };

    private static ValueTest OnPath(BoundField field, RawTest test)
    {
        var path = new DocumentPath(field.Path);
        var kind = field.Column.Type.Kind;
        return literal =>
        {
            var rented = ArrayPool<byte>.Shared.Rent(literal.Length);
            var document = DocumentLiteral.Read(kind, literal, rented);
            var value = document.IsEmpty ? SqlValue.Null : path.ValueIn(document);
            ArrayPool<byte>.Shared.Return(rented);
            return test(value.Raw);
        };
    }

    private static RawTest Test(Operation operation, ImmutableArray<SqlValue> operands, TextCollation collation)
    {
        switch (operation.Operator)
        {
            case ComparisonOperator.Is:
                return Is(operation.Is);
            case ComparisonOperator.In:
                return operands.IsEmpty ? static (in _) => false : Any(operands.Select(o => One(ComparisonOperator.Eq, o, collation)));
            case var comparison when operation.Quantifier == Quantifier.None:
                return One(comparison, operands[0], collation);
            default:
                var tests = operands.Select(operand => One(operation.Operator, operand, collation));
                return operation.Quantifier == Quantifier.Any ? Any(tests) : All(tests);
        }
    }

    private static RawTest Is(IsValue value) => value switch
    {
        IsValue.NotNull => static (in v) => !v.IsNull,
        IsValue.True => static (in v) => Equals(v, 1),
        IsValue.False => static (in v) => Equals(v, 0),
        _ => static (in v) => v.IsNull,
    };

    private static bool Equals(in RawValue value, long number) =>
        !value.IsNull && ValueOrder.Compare(value, RawValue.Of(number), TextCollation.Binary) == 0;

    // OR and AND with three values: unknown unless one of the tests decides.
    private static RawTest Any(IEnumerable<RawTest> tests) => Decide([.. tests], decisive: true);

    private static RawTest All(IEnumerable<RawTest> tests) => Decide([.. tests], decisive: false);

    private static RawTest Decide(RawTest[] tests, bool decisive) => (in value) =>
    {
        bool? result = !decisive;
        foreach (var test in tests)
        {
            switch (test(value))
            {
                case null:
                    result = null;
                    break;
                case { } answer when answer == decisive:
                    return decisive;
            }
        }

        return result;
    };

    private static RawTest One(ComparisonOperator comparison, SqlValue operand, TextCollation collation) => comparison switch
    {
        ComparisonOperator.IsDistinct => (in v) => IsDistinct(v, operand, collation),
        ComparisonOperator.Like => OnText(operand, new LikePattern(operand.ToString(), ignoreCase: false).IsMatch),
        ComparisonOperator.ILike => OnText(operand, new LikePattern(operand.ToString(), ignoreCase: true).IsMatch),
        ComparisonOperator.Match => OnText(operand, new TextPattern(operand.ToString(), ignoreCase: false).IsMatch),
        ComparisonOperator.IMatch => OnText(operand, new TextPattern(operand.ToString(), ignoreCase: true).IsMatch),
        _ => (in v) => v.IsNull || operand.IsNull ? null : Holds(comparison, ValueOrder.Compare(v, operand.Raw, collation)),
    };

    private static bool Holds(ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Eq => order == 0,
        ComparisonOperator.Neq => order != 0,
        ComparisonOperator.Gt => order > 0,
        ComparisonOperator.Gte => order >= 0,
        ComparisonOperator.Lt => order < 0,
        _ => order <= 0,
    };

    private static bool IsDistinct(in RawValue value, SqlValue operand, TextCollation collation) =>
        value.IsNull || operand.IsNull
            ? value.IsNull != operand.IsNull
            : ValueOrder.Compare(value, operand.Raw, collation) != 0;

    private static RawTest OnText(SqlValue pattern, Func<ReadOnlySpan<byte>, bool> fits) => (in value) =>
        value.IsNull || pattern.IsNull ? null : value.Storage == StorageClass.Text && fits(value.Bytes);
}
