using System.Globalization;
using System.Text;
using Rowgate.Core.Errors;

namespace Rowgate.Sqlite.Values;

/// <summary>A pattern of LIKE: <c>%</c> any text, <c>_</c> any one character, <c>\</c> before either for itself.</summary>
internal sealed class LikePattern
{
    private readonly Rune[] _runes;
    private readonly Part[] _parts;
    private readonly bool _ignoreCase;

    public LikePattern(string pattern, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        var runes = new List<Rune>();
        var parts = new List<Part>();
        var escaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!escaped && rune.Value == '\\')
            {
                escaped = true;
                continue;
            }

            parts.Add(escaped ? Part.Literal : rune.Value switch { '%' => Part.AnyText, '_' => Part.AnyRune, _ => Part.Literal });
            runes.Add(Fold(rune));
            escaped = false;
        }

        _runes = [.. runes];
        _parts = [.. parts];
        EndsInEscape = escaped;
    }

    private enum Part
    {
        Literal,
        AnyRune,
        AnyText,
    }

    /// <summary>True when the last character is a lone <c>\</c>, which is an error.</summary>
    public bool EndsInEscape { get; }

    /// <summary>True when a test never goes back in the text: no <c>%</c>, or only one at the end.</summary>
    public bool IsPrefix => Array.IndexOf(_parts, Part.AnyText) is var first && (first < 0 || first == _parts.Length - 1);

    /// <summary>The same pattern for GLOB, which always minds the case and can use an index.</summary>
    /// <remarks>LIKE itself would need <c>PRAGMA case_sensitive_like</c>, which changes what views, CHECKs and indexes of
    /// the database mean.</remarks>
    public string ToGlob()
    {
        var glob = new StringBuilder();
        for (var at = 0; at < _parts.Length; at++)
        {
            glob.Append((_parts[at], _runes[at].Value) switch
            {
                (Part.AnyText, _) => "*",
                (Part.AnyRune, _) => "?",
                (_, '*') => "[*]",
                (_, '?') => "[?]",
                (_, '[') => "[[]",
                _ => _runes[at].ToString(),
            });
        }

        return glob.ToString();
    }

    /// <summary>True when the whole text fits.</summary>
    /// <exception cref="RefusedException">It took too long.</exception>
    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        // Greedy with one place to fall back to: after the last %, the shortest text that works is as good as any.
        var at = 0;
        var fallBack = -1;
        ReadOnlySpan<byte> rest = utf8;
        ReadOnlySpan<byte> fallBackText = default;
        var steps = PatternBudget.StepsMax + (4L * utf8.Length);
        while (true)
        {
            if (--steps < 0)
                throw new RefusedException(PatternBudget.Overrun);
            if (at < _parts.Length && _parts[at] == Part.AnyText)
            {
                fallBack = ++at;
                fallBackText = rest;
                continue;
            }

            if (rest.IsEmpty && at == _parts.Length)
                return true;
            if (!rest.IsEmpty && at < _parts.Length && Fits(at, rest, out var length))
            {
                rest = rest[length..];
                at++;
                continue;
            }

            if (fallBack < 0 || fallBackText.IsEmpty)
                return false;
            Rune.DecodeFromUtf8(fallBackText, out _, out var skipped);
            fallBackText = fallBackText[skipped..];
            rest = fallBackText;
            at = fallBack;
        }
    }

    private bool Fits(int at, ReadOnlySpan<byte> text, out int length)
    {
        Rune.DecodeFromUtf8(text, out var rune, out length);
        return _parts[at] == Part.AnyRune || Fold(rune) == _runes[at];
    }

    private Rune Fold(Rune rune) => _ignoreCase ? Rune.ToUpper(rune, CultureInfo.InvariantCulture) : rune;
}
