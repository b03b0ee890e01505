// Hot path: bench/Fanout
using System.Text;

namespace Rowgate.PostgreSql.Rules;

/// <summary>A pattern of LIKE: <c>%</c> any text, <c>_</c> any one character, <c>\</c> before either for itself.</summary>
internal sealed class LikePattern
{
    private readonly byte[] _bytes;
    private readonly Part[] _parts;
    private readonly bool _ignoreCase;

    private LikePattern(List<byte> bytes, List<Part> parts, bool ignoreCase)
    {
        _bytes = [.. bytes];
        _parts = [.. parts];
        _ignoreCase = ignoreCase;
    }

    private enum Part
    {
        Literal,
        AnyCharacter,
        AnyText,
    }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="ignoreCase">True for ILIKE.</param>
    /// <returns>Null when only the server can tell what fits: an escape of nothing, or a letter whose case depends on its locale.</returns>
    public static LikePattern? Read(string pattern, bool ignoreCase)
    {
        var parts = new List<Part>();
        var bytes = new List<byte>();
        var escaped = false;
        foreach (var code in Encoding.UTF8.GetBytes(pattern))
        {
            if (!escaped && code == '\\')
            {
                escaped = true;
                continue;
            }

            var part = escaped ? Part.Literal : code switch { (byte)'%' => Part.AnyText, (byte)'_' => Part.AnyCharacter, _ => Part.Literal };
            if (ignoreCase && (part == Part.AnyCharacter || DependsOnLocale(code)))
                return null;
            parts.Add(part);
            bytes.Add(ignoreCase ? Fold(code) : code);
            escaped = false;
        }

        return escaped || pattern.Contains('\0', StringComparison.Ordinal) ? null : new(bytes, parts, ignoreCase);
    }

    /// <summary>True when the whole text fits.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        // Greedy with one place to fall back to: after the last %, the shortest text that works is as good as any.
        int at = 0, from = 0, fallBack = -1, fallBackFrom = 0;
        while (true)
        {
            if (at < _parts.Length && _parts[at] == Part.AnyText)
            {
                fallBack = ++at;
                fallBackFrom = from;
            }
            else if (from == text.Length && at == _parts.Length)
            {
                return true;
            }
            else if (from < text.Length && at < _parts.Length && Fits(at, text[from..], out var length))
            {
                from += length;
                at++;
            }
            else if (fallBack < 0 || fallBackFrom == text.Length)
            {
                return false;
            }
            else
            {
                fallBackFrom += LengthOf(text[fallBackFrom..]);
                from = fallBackFrom;
                at = fallBack;
            }
        }
    }

    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        var length = 1;
        while (length < text.Length && (text[length] & 0xC0) == 0x80)
            length++;
        return length;
    }

    private bool Fits(int at, ReadOnlySpan<byte> text, out int length)
    {
        length = _parts[at] == Part.AnyCharacter ? LengthOf(text) : 1;
        return _parts[at] == Part.AnyCharacter || (_ignoreCase ? Fold(text[0]) : text[0]) == _bytes[at];
    }

    // The Kelvin sign is a k to some locales, and an i has two capitals.
    private static bool DependsOnLocale(byte code) => code is >= 0x80 or (byte)'k' or (byte)'K' or (byte)'i' or (byte)'I';

    private static byte Fold(byte code) => code is >= (byte)'A' and <= (byte)'Z' ? (byte)(code | 0x20) : code;
}
