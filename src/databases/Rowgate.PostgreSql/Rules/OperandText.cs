using System.Globalization;
using System.Text.RegularExpressions;
using Rowgate.Core.Errors;

namespace Rowgate.PostgreSql.Rules;

/// <summary>Judges operands whose type leaves no doubt, in the server's words.</summary>
internal static partial class OperandText
{
    /// <summary>Why the server would not take a text as a value of a type; null when it would, or when only it can tell.</summary>
    public static Refusal? Refuse(FieldType type, string text) => type.Scalar switch
    {
        ScalarType.Boolean when Boolean(text) is null => Invalid(type, text),
        ScalarType.Integer => RefuseInteger(type, text),
        ScalarType.Numeric or ScalarType.Real or ScalarType.Double when !text.AsSpan().ContainsAnyInRange('0', '9') && !IsSpecial(text) => Invalid(type, text),
        ScalarType.Uuid when Uuid().Replace(text, "") is { Length: not 32 } || OtherThanUuid().IsMatch(text) => Invalid(type, text),
        _ => null,
    };

    /// <summary>The truth that a text means; null for none. The server takes any beginning of the words.</summary>
    public static bool? Boolean(string text)
    {
        var word = text.Trim(' ', '\t', '\n', '\r').ToLowerInvariant();
        if (word is "")
            return null;
        if (word is "1" or "on" || Begins("true", word) || Begins("yes", word))
            return true;
        return word is "0" or "of" or "off" || Begins("false", word) || Begins("no", word) ? false : null;
    }

    private static bool Begins(string full, string word) => full.StartsWith(word, StringComparison.Ordinal);

    private static Refusal? RefuseInteger(FieldType type, string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
            return Invalid(type, text);
        if (!Digits().IsMatch(text))
            return null;
        var (least, most) = type.Name switch
        {
            "smallint" => (short.MinValue, short.MaxValue),
            "integer" => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        var fits = long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most;
        return fits ? null : new(RefusalCode.ValueOutOfRange, $"value \"{text}\" is out of range for type {type.Name}");
    }

    private static bool IsSpecial(string text) => Special().IsMatch(text);

    private static Refusal Invalid(FieldType type, string text) =>
        new(RefusalCode.InvalidText, $"invalid input syntax for type {type.Name}: \"{text}\"");

    [GeneratedRegex(@"^ *[+-]?[0-9]+ *\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\s*([+-]?inf(inity)?|nan)\s*\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Special();

    [GeneratedRegex("[-{}]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uuid();

    [GeneratedRegex("[^-{}0-9A-Fa-f]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherThanUuid();
}
