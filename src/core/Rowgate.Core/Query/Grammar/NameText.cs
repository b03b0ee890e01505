using System.Text;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Writes names and fields, quoted where they must be.</summary>
internal static class NameText
{
    /// <summary>A name; in quotes unless it is made of letters, digits, <c>_</c> and <c>$</c>, and no word of the grammar.</summary>
    public static string Of(string name) =>
        name.Length > 0 && name.All(IsPlain) && !IsReserved(name) ? name : Quote(name);

    /// <summary>A column with its JSON path.</summary>
    public static string Of(FieldPath field)
    {
        var text = new StringBuilder(Of(field.Column));
        foreach (var step in field.Path)
        {
            text.Append(step.AsText ? "->>" : "->");
            if (step.Key is not { } key)
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{step.Index}");
            else
                text.Append(char.IsAsciiLetter(key.FirstOrDefault()) && key.All(IsPlain) ? key : Quote(key));
        }

        return text.ToString();
    }

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '$';

    private static bool IsReserved(string name) => name
        is "select" or "columns" or "on_conflict" or "apikey" or "offset_from"
        or "order" or "limit" or "offset" or "and" or "or" or "not" or "count" or "inner" or "left";
}
