using System.Buffers;
using System.Globalization;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.Core.Tests.Query.Evaluation;

/// <summary>The smallest rules that make sense: numbers compare as numbers, everything else as text.</summary>
internal sealed class PlainRules : ValueRules
{
    public override Refusal? Check(BoundField field, Operation operation) => null;

    public override ValueTest? Compile(BoundField field, Operation operation)
    {
        Assert.False(operation.Negated);
        var value = operation.Values.FirstOrDefault();
        var path = field.Path;
        Func<int, bool>? accepts = operation.Operator switch
        {
            ComparisonOperator.Eq => order => order == 0,
            ComparisonOperator.Neq => order => order != 0,
            ComparisonOperator.Gt => order => order > 0,
            ComparisonOperator.Lt => order => order < 0,
            _ => null,
        };
        if (accepts is not null)
            return literal => Compare(JsonPath.Find(literal, path), value!) is { } order ? accepts(order) : null;
        return operation.Operator switch
        {
            ComparisonOperator.Is when operation.Is == IsValue.Null => literal => LiteralReader.IsNull(literal),
            ComparisonOperator.In => literal => In(literal, operation),
            _ => null,
        };
    }

    public override LiteralProjection? CompileProjection(BoundField field) =>
        field.Path[^1].AsText ? null : (literal, output) =>
        {
            var found = JsonPath.Find(literal, field.Path);
            output.Write(found.IsEmpty ? "null"u8 : found);
        };

    public override ValueKey? KeyOf(Column column, ReadOnlySpan<byte> literal) =>
        LiteralReader.IsNull(literal) ? null : KeyOf(column, LiteralReader.Text(literal));

    public override ValueKey? KeyOf(Column column, string operand)
    {
        if (column.Type.Kind == ValueKind.Text)
            return new(0, operand);
        return long.TryParse(operand, CultureInfo.InvariantCulture, out var number) ? new ValueKey(number) : null;
    }

    private static bool? In(ReadOnlySpan<byte> literal, Operation operation)
    {
        if (LiteralReader.IsNull(literal))
            return null;
        foreach (var value in operation.Values)
        {
            if (Compare(literal, value!) == 0)
                return true;
        }

        return false;
    }

    private static int? Compare(ReadOnlySpan<byte> literal, string operand)
    {
        if (literal.IsEmpty || LiteralReader.IsNull(literal))
            return null;
        return LiteralReader.TryFloat(literal, out var number)
            ? number.CompareTo(double.Parse(operand, CultureInfo.InvariantCulture))
            : string.CompareOrdinal(LiteralReader.Text(literal), operand);
    }
}
