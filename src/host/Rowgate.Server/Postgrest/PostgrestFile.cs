using System.Globalization;
using System.Text;
using Rowgate.Server.Configuration;

namespace Rowgate.Server.Postgrest;

/// <summary>Reads <c>postgrest.conf</c>: lines of <c>name = value</c>, with comments, quotes, and <c>$(VARIABLE)</c>.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/configuration.html#config-file</remarks>
internal static class PostgrestFile
{
    /// <summary>Reads the text of a file.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The values by name. References to variables are kept, in the form of <c>rowgate.yaml</c>: <c>${VARIABLE}</c>.</returns>
    /// <exception cref="ConfigurationException">A line is not understood.</exception>
    public static Dictionary<string, string> Read(string file, string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var mistakes = new List<Mistake>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var bare = line.Trim();
            if (bare.Length == 0 || bare[0] == '#')
                continue;
            var equals = bare.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && Value(bare[(equals + 1)..].Trim()) is { } value)
                found[bare[..equals].Trim()] = value;
            else
                mistakes.Add(new(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}"), "this is not a line of postgrest.conf, such as db-anon-role = \"anon\""));
        }

        return mistakes.Count == 0 ? found : throw new ConfigurationException([.. mistakes]);
    }

    private static string? Value(string text)
    {
        if (text is not ['"', ..])
            return Bare(text);
        var value = new StringBuilder();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
                return text[(at + 1)..].TrimStart() is "" or ['#', ..] ? References(value.ToString()) : null;
            if (text[at] != '\\')
                value.Append(text[at]);
            else if (++at < text.Length)
                value.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        return null;
    }

    private static string? Bare(string text)
    {
        var comment = text.IndexOf('#', StringComparison.Ordinal);
        var value = (comment < 0 ? text : text[..comment]).Trim();
        return value.Length == 0 || value.Any(char.IsWhiteSpace) ? null : References(value);
    }

    // What means a reference in the one file must not be one by chance in the other.
    private static string References(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            var end = next == '(' ? text.IndexOf(')', at) : -1;
            if (text[at] == '$' && next == '$')
            {
                at++;
                output.Append(at + 1 < text.Length && text[at + 1] == '{' ? "$$" : "$");
            }
            else if (text[at] == '$' && end > 0)
            {
                output.Append("${").Append(text, at + 2, end - at - 2).Append('}');
                at = end;
            }
            else
            {
                output.Append(text[at] == '$' && next == '{' ? "$$" : text[at].ToString());
            }
        }

        return output.ToString();
    }
}
