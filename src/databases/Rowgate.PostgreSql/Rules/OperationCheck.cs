using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.PostgreSql.Rules;

/// <summary>Refuses what the server would refuse for certain, in its words. The rest is left to it.</summary>
internal static class OperationCheck
{
    public static Refusal? Refuse(BoundField field, Operation operation)
    {
        var type = FieldType.Of(field);
        if (type.Scalar is ScalarType.Unknown or ScalarType.Opaque or ScalarType.Array)
            return null;
        return operation.Operator switch
        {
            ComparisonOperator.Is => RefuseIs(type, operation.Is),
            ComparisonOperator.Like or ComparisonOperator.ILike or ComparisonOperator.Match or ComparisonOperator.IMatch => RefusePattern(type, operation),
            <= ComparisonOperator.Lte or ComparisonOperator.In or ComparisonOperator.IsDistinct => RefuseValues(type, operation),
            _ => null,
        };
    }

    private static Refusal? RefuseIs(FieldType type, IsValue value) =>
        value is IsValue.Null or IsValue.NotNull || type.Scalar == ScalarType.Boolean
            ? null
            : new(RefusalCode.TypeMismatch, $"argument of IS {value.ToString().ToUpperInvariant()} must be type boolean, not type {type.Name}");

    private static Refusal? RefusePattern(FieldType type, Operation operation)
    {
        if (type.Scalar is ScalarType.Text or ScalarType.PaddedText or ScalarType.Bytes || operation.Quantifier != Quantifier.None)
            return null;
        var sign = operation.Operator switch
        {
            ComparisonOperator.Like => "~~",
            ComparisonOperator.ILike => "~~*",
            ComparisonOperator.Match => "~",
            _ => "~*",
        };
        return new(
            RefusalCode.OperatorNotFound,
            $"operator does not exist: {type.Name} {sign} unknown",
            Hint: "No operator matches the given name and argument types. You might need to add explicit type casts.");
    }

    private static Refusal? RefuseValues(FieldType type, Operation operation)
    {
        foreach (var text in operation.Values)
        {
            if (text is not null && OperandText.Refuse(type, text) is { } refusal)
                return refusal;
        }

        return null;
    }
}
