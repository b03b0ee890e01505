using Rowgate.Core.Errors;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Turns a failure into the refusal that the caller sees.</summary>
internal static class GrammarError
{
    private const int QuotedLengthMax = 200;

    /// <summary>The refusal, worded as PostgREST words it.</summary>
    /// <param name="part">What was parsed, such as <c>filter</c>.</param>
    /// <param name="value">The text that the caller wrote.</param>
    /// <param name="cursor">The failed cursor. For a logic tree its text has the operator in front, as in PostgREST, and so
    /// have the columns.</param>
    public static Refusal Refuse(string part, string value, in Cursor cursor)
    {
        var failure = cursor.Failure!;
        if (failure.Message is { } message)
            return new(failure.Code, message, failure.Details, failure.Hint);
        var before = cursor.Text.AsSpan(0, Math.Min(failure.Position, cursor.Text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return new(
            failure.Code,
            $"\"failed to parse {part} ({Shorten(value)})\" (line {line}, column {column})",
            failure.Details,
            failure.Hint);
    }

    private static string Shorten(string value) =>
        value.Length <= QuotedLengthMax ? value : value[..QuotedLengthMax] + "…";
}
