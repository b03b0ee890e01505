using System.Text;

namespace Rowgate.Server.Configuration;

/// <summary>Fills <c>${NAME}</c> and <c>${NAME:-default}</c> in from the environment; <c>$${</c> stands for <c>${</c> itself.</summary>
internal static class Interpolation
{
    /// <summary>Fills a text in.</summary>
    /// <param name="text">As written in the file.</param>
    /// <param name="variable">The value of an environment variable; null when it is not set.</param>
    /// <param name="filled">The text to use.</param>
    /// <returns>What is wrong; null when all is well.</returns>
    public static string? Fill(string text, Func<string, string?> variable, out string filled)
    {
        filled = text;
        if (!text.Contains("${", StringComparison.Ordinal))
            return null;
        var output = new StringBuilder(text.Length);
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is var start and >= 0)
        {
            if (start > at && text[start - 1] == '$')
            {
                output.Append(text, at, start - 1 - at).Append("${");
                at = start + 2;
                continue;
            }

            var end = text.IndexOf('}', start);
            if (end < 0)
                return "\"${\" has no closing \"}\"; write \"$${\" for the characters themselves";
            if (Value(text[(start + 2)..end], variable, out var value) is { } problem)
                return problem;
            output.Append(text, at, start - at).Append(value);
            at = end + 1;
        }

        filled = output.Append(text, at, text.Length - at).ToString();
        return null;
    }

    private static string? Value(string reference, Func<string, string?> variable, out string? value)
    {
        var parts = reference.Split(":-", 2);
        var name = parts[0];
        value = null;
        if (name.Length == 0 || name.Any(letter => letter != '_' && !char.IsAsciiLetterOrDigit(letter)))
            return $"\"${{{reference}}}\" is not the name of an environment variable";
        value = variable(name) ?? parts.ElementAtOrDefault(1);
        return value is null
            ? $"the environment variable {name} is not set; write ${{{name}:-DEFAULT}} when it may be missing"
            : null;
    }
}
