using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Writes operators with their values.</summary>
internal static class OperationText
{
    /// <summary>The operation as a plain filter or inside a logic tree.</summary>
    public static string Of(Operation operation, bool inTree)
    {
        var modifier = operation switch
        {
            { Language: { } language } => $"({language})",
            { Quantifier: Quantifier.Any } => "(any)",
            { Quantifier: Quantifier.All } => "(all)",
            _ => "",
        };
        return $"{(operation.Negated ? "not." : "")}{OperatorNames.Of(operation.Operator)}{modifier}.{Value(operation, inTree)}";
    }

    private static string Value(Operation operation, bool inTree)
    {
        if (operation.Operator == ComparisonOperator.Is)
            return IsWord(operation.Is);
        if (operation.Operator == ComparisonOperator.In)
            return $"({string.Join(',', operation.Values.Select(value => Protect(value!)))})";
        var value = operation.Quantifier == Quantifier.None
            ? operation.Value
            : $"{{{string.Join(',', operation.Values.Select(element => element is null ? "NULL" : NameText.Quote(element)))}}}";
        return inTree ? Protect(value) : value;
    }

    /// <summary>How an operand of <c>is</c> is written.</summary>
    public static string IsWord(IsValue value) => value switch
    {
        IsValue.Null => "null",
        IsValue.NotNull => "not_null",
        IsValue.True => "true",
        IsValue.False => "false",
        IsValue.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
    };

    // Where values end at a comma or parenthesis, everything but simple words goes into quotes.
    private static string Protect(string value) =>
        value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or ':')
            ? value
            : NameText.Quote(value);
}
