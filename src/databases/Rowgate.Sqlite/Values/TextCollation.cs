// Hot path: bench/Fanout
namespace Rowgate.Sqlite.Values;

/// <summary>One of the collations that SQLite has built in.</summary>
/// <remarks>Source: https://www.sqlite.org/datatype3.html#collating_sequences</remarks>
internal sealed class TextCollation
{
    public static readonly TextCollation Binary = new(ignoreCase: false, ignoreTrailingSpaces: false);

    private static readonly TextCollation NoCase = new(ignoreCase: true, ignoreTrailingSpaces: false);

    private static readonly TextCollation RightTrimmed = new(ignoreCase: false, ignoreTrailingSpaces: true);

    private readonly bool _ignoreCase;
    private readonly bool _ignoreTrailingSpaces;

    private TextCollation(bool ignoreCase, bool ignoreTrailingSpaces) =>
        (_ignoreCase, _ignoreTrailingSpaces) = (ignoreCase, ignoreTrailingSpaces);

    /// <summary>The collation of this name; null for one that an application registered for itself.</summary>
    public static TextCollation? Find(string? name) => name?.ToUpperInvariant() switch
    {
        null or "BINARY" => Binary,
        "NOCASE" => NoCase,
        "RTRIM" => RightTrimmed,
        _ => null,
    };

    public int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (_ignoreCase)
            return CompareIgnoringCase(left, right);
        return _ignoreTrailingSpaces
            ? left.TrimEnd((byte)' ').SequenceCompareTo(right.TrimEnd((byte)' '))
            : left.SequenceCompareTo(right);
    }

    /// <summary>The text that all texts equal to this one share.</summary>
    public string Normalise(string text)
    {
        if (_ignoreTrailingSpaces)
            return text.TrimEnd(' ');
        return _ignoreCase ? string.Create(text.Length, text, static (span, from) => System.Text.Ascii.ToLower(from, span, out _)) : text;
    }

    // NOCASE knows the 26 letters of ASCII only.
    private static int CompareIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var shared = Math.Min(left.Length, right.Length);
        for (var at = 0; at < shared; at++)
        {
            var difference = Lower(left[at]) - Lower(right[at]);
            if (difference != 0)
                return difference;
        }

        return left.Length - right.Length;
    }

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter + 32 : letter;
}
