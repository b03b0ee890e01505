namespace Rowgate.Core.Query.Grammar;

/// <summary>Names of columns, relations, aliases, hints and types.</summary>
internal static class NameParser
{
    private const string Expected = "field name (* or [a..z0..9_$])";

    private const string QuoteHint = "Put names with other characters in double quotes.";

    /// <summary>A name: quoted, or made of letters, digits, <c>_ $</c>, spaces and dashes that start no arrow.</summary>
    public static string? Parse(ref Cursor cursor)
    {
        if (cursor.IsAt('"'))
            return ParseQuoted(ref cursor);
        var start = cursor.Position;
        SkipWord(ref cursor);
        while (cursor.Position > start && cursor.IsAt('-') && !cursor.IsAt("->"))
        {
            cursor.Position++;
            var piece = cursor.Position;
            SkipWord(ref cursor);
            if (cursor.Position == piece && !cursor.IsAt('-'))
                return FailName(ref cursor);
        }

        var name = cursor.Text.AsSpan(start, cursor.Position - start).Trim();
        return name.IsEmpty ? FailName(ref cursor) : name.ToString();
    }

    /// <summary>A quoted text; the cursor is at its first quote. A backslash takes the next character as it is.</summary>
    public static string? ParseQuoted(ref Cursor cursor)
    {
        if (TryQuoted(ref cursor) is { } text)
            return text;
        cursor.Position = cursor.Text.Length;
        cursor.Fail("\"\"\"", "A quoted text is not closed.");
        return null;
    }

    /// <summary>A quoted text, or null with the cursor where it was when it is not closed.</summary>
    public static string? TryQuoted(ref Cursor cursor)
    {
        var rest = cursor.Rest[1..];
        var end = rest.IndexOfAny('"', '\\');
        if (end >= 0 && rest[end] == '"')
        {
            cursor.Position += end + 2;
            return rest[..end].ToString();
        }

        var text = new System.Text.StringBuilder();
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] == '"')
            {
                cursor.Position += at + 2;
                return text.ToString();
            }

            if (rest[at] == '\\' && ++at == rest.Length)
                break;
            text.Append(rest[at]);
        }

        return null;
    }

    /// <summary>A type or text search configuration: letters, digits, <c>_ $</c> and spaces.</summary>
    public static string? ParseIdentifier(ref Cursor cursor, string expected)
    {
        var start = cursor.Position;
        SkipWord(ref cursor);
        var name = cursor.Text.AsSpan(start, cursor.Position - start).Trim();
        if (!name.IsEmpty)
            return name.ToString();
        cursor.Fail(expected);
        return null;
    }

    /// <summary>Names with commas between, as in <c>columns=a,"b,c"</c>, up to the end.</summary>
    public static List<string>? ParseList(ref Cursor cursor)
    {
        List<string> names = [];
        do
        {
            cursor.SkipBlanks();
            if (!cursor.AddPart() || Parse(ref cursor) is not { } name)
                return null;
            names.Add(name);
            cursor.SkipBlanks();
        }
        while (cursor.TryTake(','));

        if (cursor.AtEnd)
            return names;
        cursor.Fail("\",\" or end of input", QuoteHint);
        return null;
    }

    private static void SkipWord(ref Cursor cursor)
    {
        while (!cursor.AtEnd && IsWordCharacter(cursor.Text, cursor.Position))
            cursor.Position += char.IsSurrogatePair(cursor.Text, cursor.Position) ? 2 : 1;
    }

    private static bool IsWordCharacter(string text, int at) =>
        text[at] is '_' or '$' or ' ' || char.IsLetterOrDigit(text, at);

    private static string? FailName(ref Cursor cursor)
    {
        cursor.Fail(Expected, cursor.AtEnd ? null : QuoteHint);
        return null;
    }
}
