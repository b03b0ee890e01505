using System.Collections.Immutable;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>The parameter <c>order</c>: <c>a.desc.nullslast,rel(b).asc</c>.</summary>
internal static class OrderParser
{
    private static readonly string[] Words = ["asc", "desc", "nullsfirst", "nullslast"];

    /// <summary>The terms that fill the text; at least one.</summary>
    public static ImmutableArray<OrderTerm>? ParseAll(ref Cursor cursor)
    {
        var terms = ImmutableArray.CreateBuilder<OrderTerm>();
        do
        {
            if (!cursor.AddPart() || ParseTerm(ref cursor) is not { } term)
                return null;
            terms.Add(term);
        }
        while (cursor.TryTake(','));

        return terms.DrainToImmutable();
    }

    private static OrderTerm? ParseTerm(ref Cursor cursor)
    {
        cursor.SkipBlanks();
        if (NameParser.Parse(ref cursor) is not { } name)
            return null;
        string? embed = null;
        FieldPath? field;
        if (cursor.TryTake('('))
        {
            embed = name;
            field = FieldParser.Parse(ref cursor);
            if (field is null || !cursor.Take(')'))
                return null;
        }
        else
        {
            field = FieldParser.ParsePath(ref cursor, name);
        }

        return field is not null && ParseDirection(ref cursor, out var descending, out var nulls)
            ? new(field, embed, descending, nulls)
            : null;
    }

    private static bool ParseDirection(ref Cursor cursor, out bool descending, out NullsOrder nulls)
    {
        descending = false;
        nulls = NullsOrder.Default;
        if (IsAtWord(cursor, "asc") || IsAtWord(cursor, "desc"))
        {
            descending = !cursor.TryTake(".asc");
            if (descending)
                cursor.TryTake(".desc");
            if (cursor.IsAt('.') && !TryNulls(ref cursor, ref nulls))
                return FailWord(ref cursor, "\"nullsfirst\" or \"nullslast\"", Words[2..]);
        }
        else if (cursor.IsAt('.') && !TryNulls(ref cursor, ref nulls))
        {
            return FailWord(ref cursor, "\"asc\", \"desc\", \"nullsfirst\" or \"nullslast\"", Words);
        }

        cursor.SkipBlanks();
        return cursor.AtEnd || cursor.IsAt(',') || cursor.Fail("delimiter (.), \",\" or end of input");
    }

    private static bool TryNulls(ref Cursor cursor, ref NullsOrder nulls)
    {
        if (IsAtWord(cursor, "nullsfirst"))
            nulls = NullsOrder.First;
        else if (IsAtWord(cursor, "nullslast"))
            nulls = NullsOrder.Last;
        else
            return false;
        cursor.TryTake(nulls == NullsOrder.First ? ".nullsfirst" : ".nullslast");
        return true;
    }

    private static bool FailWord(ref Cursor cursor, string expected, string[] words)
    {
        var start = cursor.Position + 1;
        cursor.Position = start;
        return cursor.FailAtWord(start, expected, NearestName.Hint(cursor.TakeUntilAny(".,"), words));
    }

    // The whole word, so that ".descc" is reported as a word of its own.
    private static bool IsAtWord(in Cursor cursor, string word)
    {
        var rest = cursor.Rest;
        return rest is ['.', ..]
            && rest[1..].StartsWith(word, StringComparison.Ordinal)
            && (rest.Length == word.Length + 1 || !char.IsLetterOrDigit(rest[word.Length + 1]));
    }
}
