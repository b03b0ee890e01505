using System.Collections.Immutable;

namespace Rowgate.Core.Query.Grammar;

/// <summary>The values behind an operator.</summary>
internal static class ValueParser
{
    /// <summary>The value of a plain filter: all that is left, verbatim. Quotes are part of it.</summary>
    public static string ParseRest(ref Cursor cursor)
    {
        var rest = cursor.Rest.ToString();
        cursor.Position = cursor.Text.Length;
        return rest;
    }

    /// <summary>The value of a condition inside a logic tree: quoted, an array literal, or raw up to <c>,</c> or <c>)</c>.</summary>
    public static string ParseInTree(ref Cursor cursor)
    {
        if (WholeQuoted(ref cursor) is { } text)
            return text;
        if (cursor.IsAt('{'))
        {
            var end = cursor.Rest[1..].IndexOfAny('{', '}') + 1;
            if (end > 0 && cursor.Rest[end] == '}')
            {
                var array = cursor.Rest[..(end + 1)].ToString();
                cursor.Position += array.Length;
                return array;
            }
        }

        return cursor.TakeUntilAny(",)");
    }

    /// <summary>A list in parentheses, as for <c>in</c>. One empty element means that there is none.</summary>
    public static ImmutableArray<string?>? ParseList(ref Cursor cursor)
    {
        cursor.SkipBlanks();
        if (!cursor.TryTake('('))
        {
            cursor.Fail("\"(\"", "Write the list in parentheses: in.(a,b)");
            return null;
        }

        cursor.SkipBlanks();
        var elements = ImmutableArray.CreateBuilder<string?>();
        do
            elements.Add(WholeQuoted(ref cursor) ?? cursor.TakeUntilAny(",)"));
        while (cursor.TryTake(','));

        if (!cursor.AddElements(elements.Count) || !cursor.Take(')'))
            return null;
        cursor.SkipBlanks();
        return elements is [""] ? [] : elements.DrainToImmutable();
    }

    // A quoted text counts as such only when nothing follows it; else its quotes are ordinary characters.
    private static string? WholeQuoted(ref Cursor cursor)
    {
        if (!cursor.IsAt('"'))
            return null;
        var start = cursor.Position;
        if (NameParser.TryQuoted(ref cursor) is { } text && (cursor.AtEnd || cursor.IsAt(',') || cursor.IsAt(')')))
            return text;
        cursor.Position = start;
        return null;
    }
}
