namespace Rowgate.Sqlite.Catalog;

/// <summary>Cuts SQL text into names, words and signs; enough to find a word outside of quotes and comments.</summary>
internal static class SqlTokens
{
    /// <summary>The tokens in order. A quoted name or text is one token, without its quotes and marked as quoted.</summary>
    public static List<(string Text, bool IsQuoted)> Split(string sql)
    {
        var tokens = new List<(string Text, bool IsQuoted)>();
        for (var at = 0; at < sql.Length;)
        {
            var rest = sql.AsSpan(at);
            if (char.IsWhiteSpace(sql[at]))
                at++;
            else if (rest.StartsWith("--", StringComparison.Ordinal))
                at = After(sql, "\n", at);
            else if (rest.StartsWith("/*", StringComparison.Ordinal))
                at = After(sql, "*/", at + 2);
            else if (sql[at] is '"' or '\'' or '`' or '[')
                tokens.Add((Quoted(sql, ref at), true));
            else if (IsWord(sql[at]))
                tokens.Add((Word(sql, ref at), false));
            else
                tokens.Add((sql[at++].ToString(), false));
        }

        return tokens;
    }

    /// <summary>True when the token is this keyword.</summary>
    public static bool Is((string Text, bool IsQuoted) token, string keyword) =>
        !token.IsQuoted && token.Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '$' || letter > 127;

    private static string Word(string sql, ref int at)
    {
        var start = at;
        while (at < sql.Length && IsWord(sql[at]))
            at++;
        return sql[start..at];
    }

    // A doubled quote inside stands for itself.
    private static string Quoted(string sql, ref int at)
    {
        var end = sql[at] == '[' ? ']' : sql[at];
        var text = new System.Text.StringBuilder();
        for (at++; at < sql.Length; at++)
        {
            if (sql[at] == end)
            {
                if (end == ']' || at + 1 >= sql.Length || sql[at + 1] != end)
                    break;
                at++;
            }

            text.Append(sql[at]);
        }

        at++;
        return text.ToString();
    }

    private static int After(string sql, string end, int from)
    {
        var at = sql.IndexOf(end, from, StringComparison.Ordinal);
        return at < 0 ? sql.Length : at + end.Length;
    }
}
