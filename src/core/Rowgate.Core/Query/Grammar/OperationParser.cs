using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Operator and value of a condition: <c>[not.]operator[(modifier)].value</c>.</summary>
internal static class OperationParser
{
    private const string ExpectedOperator = "operator (eq, gt, ...)";

    private static readonly (string Word, IsValue Value)[] IsValues =
        [.. Enum.GetValues<IsValue>().Select(value => (OperationText.IsWord(value), value))];

    /// <summary>The operation that starts here.</summary>
    /// <param name="cursor">Behind the field, or at the start of a plain filter's text.</param>
    /// <param name="inTree">True inside a logic tree, where values end at <c>,</c> and <c>)</c>.</param>
    public static Operation? Parse(ref Cursor cursor, bool inTree)
    {
        var negated = cursor.TryTake("not.");
        if (ParseOperator(ref cursor) is not { } comparison)
            return null;
        var quantifier = OperatorNames.TakesQuantifier(comparison) ? ParseQuantifier(ref cursor) : Quantifier.None;
        string? language = null;
        if (OperatorNames.IsFullText(comparison) && cursor.TryTake('('))
        {
            language = NameParser.ParseIdentifier(ref cursor, "a text search configuration");
            if (language is null || !cursor.Take(')'))
                return null;
        }

        if (!cursor.TryTake('.'))
        {
            cursor.Fail("delimiter (.)");
            return null;
        }

        var operation = comparison switch
        {
            ComparisonOperator.Is => ParseIs(ref cursor),
            ComparisonOperator.In => ValueParser.ParseList(ref cursor) is { } list ? new(comparison, list) : null,
            _ => ParseValue(ref cursor, comparison, quantifier, inTree),
        };
        return operation is null ? null : operation with { Negated = negated, Quantifier = quantifier, Language = language };
    }

    private static ComparisonOperator? ParseOperator(ref Cursor cursor)
    {
        var start = cursor.Position;
        while (!cursor.AtEnd && char.IsAsciiLetterLower(cursor.Text[cursor.Position]))
            cursor.Position++;
        var word = cursor.Text.AsSpan(start, cursor.Position - start);
        if (OperatorNames.Find(word) is { } found && (cursor.IsAt('.') || cursor.IsAt('(')))
            return found;
        cursor.FailAtWord(start, start == 0 ? $"\"not\" or {ExpectedOperator}" : ExpectedOperator, HintOperator(cursor.Text, start));
        return null;
    }

    private static string HintOperator(string text, int start)
    {
        var rest = text.AsSpan(start);
        var end = rest.IndexOfAny(".(,)");
        var word = (end < 0 ? rest : rest[..end]).ToString();
        if (NearestName.Find(word, OperatorNames.All) is { } nearest)
            return $"Perhaps you meant the operator '{nearest}'.";
        return "An operator stands in front of the value, as in eq.5. "
            + $"The operators are {string.Join(", ", OperatorNames.All)}.";
    }

    private static Quantifier ParseQuantifier(ref Cursor cursor)
    {
        if (cursor.TryTake("(any)"))
            return Quantifier.Any;
        return cursor.TryTake("(all)") ? Quantifier.All : Quantifier.None;
    }

    private static Operation? ParseIs(ref Cursor cursor)
    {
        var start = cursor.Position;
        var word = cursor.TakeUntilAny(",)");
        foreach (var (name, value) in IsValues)
        {
            if (word.Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return new(ComparisonOperator.Is, []) { Is = value };
        }

        cursor.FailAtWord(
            start,
            "isVal: (null, not_null, true, false, unknown)",
            NearestName.Hint(word, IsValues.Select(known => known.Word)) ?? "To compare with a value, use eq.");
        return null;
    }

    private static Operation? ParseValue(ref Cursor cursor, ComparisonOperator comparison, Quantifier quantifier, bool inTree)
    {
        var start = cursor.Position;
        var value = inTree ? ValueParser.ParseInTree(ref cursor) : ValueParser.ParseRest(ref cursor);
        if (comparison is ComparisonOperator.Like or ComparisonOperator.ILike)
            value = value.Replace('*', '%');
        if (quantifier == Quantifier.None)
            return new(comparison, [value]);
        if (ArrayLiteral.Parse(value) is { } elements)
            return cursor.AddElements(elements.Length) ? new(comparison, elements) : null;

        // What PostgreSQL answers to the same request.
        cursor.Note(new(
            start,
            "Array value must be one list in braces.",
            "Write the values as {a,b,\"c,d\"}.",
            RefusalCode.InvalidText,
            $"malformed array literal: \"{value}\""));
        return null;
    }
}
