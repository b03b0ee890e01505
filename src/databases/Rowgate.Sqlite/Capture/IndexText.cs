using System.Collections.Immutable;

namespace Rowgate.Sqlite.Capture;

/// <summary>The parts of a CREATE INDEX statement that SQLite keeps only as text: expressions and condition.</summary>
internal static class IndexText
{
    /// <summary>Takes the statement apart.</summary>
    /// <param name="sql">As in <c>sqlite_schema</c>; well-formed, because SQLite stores no other.</param>
    /// <returns>The terms without ASC and DESC, and the condition of a partial index or null.</returns>
    public static (ImmutableArray<string> Terms, string? Where) Split(string sql)
    {
        var terms = ImmutableArray.CreateBuilder<string>();
        var depth = 0;
        var start = 0;
        var at = 0;
        while (at < sql.Length)
        {
            var end = EndOfToken(sql, at);
            switch (sql[at])
            {
                case '(' when depth++ == 0:
                    start = end;
                    break;
                case ',' when depth == 1:
                    terms.Add(Term(sql[start..at]));
                    start = end;
                    break;
                case ')' when --depth == 0:
                    terms.Add(Term(sql[start..at]));
                    return (terms.ToImmutable(), Condition(sql[end..]));
            }

            at = end;
        }

        return (terms.ToImmutable(), null);
    }

    private static string Term(string text)
    {
        text = text.Trim();
        foreach (var order in (ReadOnlySpan<string>)["ASC", "DESC"])
        {
            if (text.EndsWith(order, StringComparison.OrdinalIgnoreCase) && IsGap(text, text.Length - order.Length - 1))
                return text[..^order.Length].TrimEnd();
        }

        return text;
    }

    private static bool IsGap(string text, int at) => at > 0 && (char.IsWhiteSpace(text[at]) || text[at] is ')' or '"' or ']' or '`');

    private static string? Condition(string rest)
    {
        var at = 0;
        while (at < rest.Length)
        {
            var end = EndOfToken(rest, at);
            if (rest[at..end].Equals("WHERE", StringComparison.OrdinalIgnoreCase))
                return rest[end..].Trim();
            at = end;
        }

        return null;
    }

    // Tokens only as far as brackets and commas inside of names, texts and comments must not count.
    private static int EndOfToken(string sql, int at)
    {
        switch (sql[at])
        {
            case '\'' or '"' or '`':
                return EndOfQuoted(sql, at);
            case '[':
                return After(sql.IndexOf(']', at), 1, sql);
            case '-' when at + 1 < sql.Length && sql[at + 1] == '-':
                return After(sql.IndexOf('\n', at), 1, sql);
            case '/' when at + 1 < sql.Length && sql[at + 1] == '*':
                return After(sql.IndexOf("*/", at + 2, StringComparison.Ordinal), 2, sql);
        }

        var end = at + 1;
        if (IsWord(sql[at]))
        {
            while (end < sql.Length && IsWord(sql[end]))
                end++;
        }

        return end;
    }

    private static int EndOfQuoted(string sql, int at)
    {
        var quote = sql[at];
        for (var end = at + 1; end < sql.Length; end++)
        {
            if (sql[end] != quote)
                continue;
            if (end + 1 == sql.Length || sql[end + 1] != quote)
                return end + 1;
            end++;
        }

        return sql.Length;
    }

    private static int After(int found, int length, string sql) => found < 0 ? sql.Length : found + length;

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' || c > 127;
}
