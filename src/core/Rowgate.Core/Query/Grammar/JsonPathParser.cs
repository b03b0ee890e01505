using System.Collections.Immutable;
using System.Globalization;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>JSON paths behind a column: <c>-&gt;key-&gt;0-&gt;&gt;key</c>.</summary>
internal static class JsonPathParser
{
    private const string ExpectedKey = "any non reserved character different from: .,>()";

    /// <summary>All steps that follow; none is fine.</summary>
    public static ImmutableArray<JsonStep>? Parse(ref Cursor cursor)
    {
        if (!cursor.IsAt("->"))
            return [];
        var steps = ImmutableArray.CreateBuilder<JsonStep>();
        while (cursor.TryTake("->"))
        {
            var asText = cursor.TryTake('>');
            if (steps.Count == QueryBudget.DepthMax)
                cursor.FailTooDeep();
            if (cursor.Failure is not null || ParseOperand(ref cursor, asText) is not { } step)
                return null;
            steps.Add(step);
        }

        return steps.DrainToImmutable();
    }

    private static JsonStep? ParseOperand(ref Cursor cursor, bool asText)
    {
        var start = cursor.Position;
        cursor.TryTake('-');
        var digits = cursor.Position;
        while (!cursor.AtEnd && char.IsAsciiDigit(cursor.Text[cursor.Position]))
            cursor.Position++;
        if (cursor.Position > digits && EndsIndex(cursor))
            return ParseIndex(ref cursor, start, asText);
        if (digits > start)
        {
            cursor.Fail(cursor.Position > digits ? "digit, \"->\", \"::\", \".\", \",\" or end of input" : "digit");
            return null;
        }

        cursor.Position = start;
        return ParseKey(ref cursor) is { } key ? new(key, 0, asText) : null;
    }

    // PostgREST leaves out the closing parenthesis, so that "rel(data->0)" would ask for a key "0" and find nothing.
    private static bool EndsIndex(in Cursor cursor) =>
        cursor.AtEnd || cursor.IsAt("->") || cursor.IsAt("::") || cursor.IsAt('.') || cursor.IsAt(',') || cursor.IsAt(')');

    private static JsonStep? ParseIndex(ref Cursor cursor, int start, bool asText)
    {
        var digits = cursor.Text.AsSpan(start, cursor.Position - start);
        if (int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return new(null, index, asText);
        cursor.FailAtWord(start, "an array index of 32 bits");
        return null;
    }

    private static string? ParseKey(ref Cursor cursor)
    {
        if (cursor.IsAt('"'))
            return NameParser.ParseQuoted(ref cursor);
        var start = cursor.Position;
        while (!cursor.AtEnd && IsKeyCharacter(cursor, start))
            cursor.Position++;
        var key = cursor.Text.AsSpan(start, cursor.Position - start).Trim();
        if (!key.IsEmpty && !key.EndsWith('-'))
            return key.ToString();
        cursor.Fail(ExpectedKey, "Put keys with other characters in double quotes.");
        return null;
    }

    private static bool IsKeyCharacter(in Cursor cursor, int start) =>
        cursor.Text[cursor.Position] switch
        {
            '(' or ':' or '.' or ',' or '>' or ')' => false,
            '-' => cursor.Position > start && !cursor.IsAt("->"),
            _ => true,
        };
}
