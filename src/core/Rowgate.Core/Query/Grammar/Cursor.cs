using Rowgate.Core.Errors;

namespace Rowgate.Core.Query.Grammar;

/// <summary>A place in the text of one parameter, and what went wrong there, if anything did.</summary>
/// <remarks>
/// Parsers take it by reference and move it on. They return null when they fail, after noting why in
/// <see cref="Failure"/>; their callers pass the null on. Nothing is tried twice, so parsing takes linear time.
/// </remarks>
internal struct Cursor(string text, QueryBudget budget)
{
    private const int QuotedLengthMax = 40;

    private int _depth;

    /// <summary>The place of the next character, from zero.</summary>
    public int Position { get; set; }

    /// <summary>The first thing that went wrong; null while all is well.</summary>
    public ParseFailure? Failure { get; private set; }

    /// <summary>The whole text.</summary>
    public readonly string Text => text;

    /// <summary>True behind the last character.</summary>
    public readonly bool AtEnd => Position >= text.Length;

    /// <summary>What is left.</summary>
    public readonly ReadOnlySpan<char> Rest => text.AsSpan(Position);

    /// <summary>True when this character is next.</summary>
    public readonly bool IsAt(char character) => !AtEnd && text[Position] == character;

    /// <summary>True when this text is next.</summary>
    public readonly bool IsAt(string expected) => Rest.StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Steps over a character if it is next.</summary>
    public bool TryTake(char character)
    {
        if (!IsAt(character))
            return false;
        Position++;
        return true;
    }

    /// <summary>Steps over a text if it is next.</summary>
    public bool TryTake(string expected)
    {
        if (!IsAt(expected))
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>Steps over a character, or fails.</summary>
    public bool Take(char character) => TryTake(character) || Fail($"\"{character}\"");

    /// <summary>Takes everything up to the first of these characters, or to the end.</summary>
    public string TakeUntilAny(ReadOnlySpan<char> stops)
    {
        var length = Rest.IndexOfAny(stops);
        var taken = Rest[..(length < 0 ? Rest.Length : length)].ToString();
        Position += taken.Length;
        return taken;
    }

    /// <summary>Steps over spaces and tabs.</summary>
    public void SkipBlanks()
    {
        while (IsAt(' ') || IsAt('\t'))
            Position++;
    }

    /// <summary>Fails at the next character.</summary>
    /// <returns>Always false.</returns>
    public bool Fail(string expected, string? hint = null)
    {
        var found = AtEnd ? "end of input" : Quote(char.IsHighSurrogate(text[Position]) ? Rest[..Math.Min(2, Rest.Length)] : Rest[..1]);
        return Note(new(Position, $"unexpected {found} expecting {expected}", hint, RefusalCode.QueryNotUnderstood));
    }

    /// <summary>Fails at a word that starts at an earlier place.</summary>
    /// <returns>Always false.</returns>
    public bool FailAtWord(int start, string expected, string? hint = null)
    {
        Position = start;
        var length = Rest.IndexOfAny(".,()");
        var word = length < 0 ? Rest : Rest[..length];
        return word.IsEmpty
            ? Fail(expected, hint)
            : Note(new(start, $"unexpected {Quote(word)} expecting {expected}", hint, RefusalCode.QueryNotUnderstood));
    }

    /// <summary>Notes a failure, unless there is one already.</summary>
    /// <returns>Always false.</returns>
    public bool Note(ParseFailure failure)
    {
        Failure ??= failure;
        return false;
    }

    /// <summary>Goes one level of nesting deeper, or fails.</summary>
    public bool Enter() => ++_depth <= QueryBudget.DepthMax || FailTooDeep();

    /// <summary>Comes back from one level of nesting.</summary>
    public void Leave() => _depth--;

    /// <summary>Fails because something is nested deeper than the limit.</summary>
    /// <returns>Always false.</returns>
    public bool FailTooDeep() =>
        NoteTooComplex($"Nested deeper than {QueryBudget.DepthMax} levels.", "Ask in several requests, or flatten the groups.");

    /// <summary>Counts a condition, select item or order term, or fails.</summary>
    public bool AddPart() =>
        budget.TryAddPart()
        || NoteTooComplex(
            $"More than {QueryBudget.PartsMax} conditions, select items and order terms.",
            "Use in.(…) to compare one column with many values, or ask in several requests.");

    /// <summary>Counts the values of a list or array, or fails.</summary>
    public bool AddElements(int count) =>
        budget.TryAddElements(count)
        || NoteTooComplex(
            $"More than {QueryBudget.ElementsMax} values in lists and arrays.", "Ask in several requests.");

    private bool NoteTooComplex(string details, string hint) =>
        Note(new(Position, details, hint, RefusalCode.QueryTooComplex, "The query is too complex"));

    private static string Quote(ReadOnlySpan<char> found) =>
        found.Length > QuotedLengthMax ? $"\"{found[..QuotedLengthMax]}…\"" : $"\"{found}\"";
}
