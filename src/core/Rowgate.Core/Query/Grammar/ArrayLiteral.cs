using System.Collections.Immutable;
using System.Text;

namespace Rowgate.Core.Query.Grammar;

/// <summary>PostgreSQL's text form of a one-dimensional array: <c>{a,"b,c",NULL}</c>.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO</remarks>
internal static class ArrayLiteral
{
    /// <summary>The elements, unquoted and unescaped; null for NULL. Null as a whole when the text is no such array.</summary>
    public static ImmutableArray<string?>? Parse(string text)
    {
        var inner = text.AsSpan().Trim();
        if (inner is not ['{', .., '}'])
            return null;
        inner = inner[1..^1];
        if (inner.IsWhiteSpace())
            return [];

        var elements = ImmutableArray.CreateBuilder<string?>();
        var at = 0;
        while (true)
        {
            if (!TryElement(inner, ref at, out var element))
                return null;
            elements.Add(element);
            if (at == inner.Length)
                return elements.DrainToImmutable();
            at++;
        }
    }

    // Leaves the place at the comma behind the element, or at the end.
    private static bool TryElement(ReadOnlySpan<char> inner, ref int at, out string? element)
    {
        element = null;
        SkipBlanks(inner, ref at);
        if (at < inner.Length && inner[at] == '"')
        {
            element = Quoted(inner, ref at);
            SkipBlanks(inner, ref at);
            return element is not null && (at == inner.Length || inner[at] == ',');
        }

        var start = at;
        var text = new StringBuilder();
        while (at < inner.Length && inner[at] != ',')
        {
            if (inner[at] is '"' or '{' or '}' || inner[at] == '\\' && ++at == inner.Length)
                return false;
            text.Append(inner[at++]);
        }

        element = text.ToString().TrimEnd();
        if (element.Length == 0)
            return false;
        if (inner[start..at].Trim().Equals("null", StringComparison.OrdinalIgnoreCase))
            element = null;
        return true;
    }

    private static string? Quoted(ReadOnlySpan<char> inner, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < inner.Length; at++)
        {
            if (inner[at] == '"')
            {
                at++;
                return text.ToString();
            }

            if (inner[at] == '\\' && ++at == inner.Length)
                return null;
            text.Append(inner[at]);
        }

        return null;
    }

    private static void SkipBlanks(ReadOnlySpan<char> inner, ref int at)
    {
        while (at < inner.Length && char.IsWhiteSpace(inner[at]))
            at++;
    }
}
