using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Rowgate.Sqlite.Values;

/// <summary>Texts that SQLite takes for numbers when they meet a column of numeric affinity.</summary>
internal static class NumericText
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>The number that a text is for SQLite.</summary>
    /// <returns>False when the text stays text.</returns>
    public static bool TryParse(string text, out SqlValue value)
    {
        value = default;
        var digits = text.AsSpan().Trim(" \t\n\v\f\r");
        if (!IsNumber(digits, out var isWhole))
            return false;
        value = isWhole && long.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out var integer)
            ? SqlValue.Of(integer)
            : SqlValue.Of(double.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>The number that a JSON number is in SQLite: whole when it has no fraction and fits, else floating point.</summary>
    public static SqlValue OfJson(ReadOnlySpan<byte> number)
    {
        if (Utf8Parser.TryParse(number, out long integer, out var read) && read == number.Length)
            return SqlValue.Of(integer);
        return SqlValue.Of(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The bytes that <c>\x00ff</c> stands for.</summary>
    /// <returns>False when the text has another form.</returns>
    public static bool TryBytes(ReadOnlySpan<byte> utf8, out byte[] bytes)
    {
        bytes = [];
        if (utf8 is not [(byte)'\\', (byte)'x', .. var hex] || hex.Length % 2 != 0 || !IsHex(hex))
            return false;
        bytes = Convert.FromHexString(Encoding.ASCII.GetString(hex));
        return true;
    }

    private static bool IsHex(ReadOnlySpan<byte> hex) => !hex.ContainsAnyExcept(HexDigits);

    // [sign] digits [. digits] [e [sign] digits], with a digit on one side of the point at least.
    private static bool IsNumber(ReadOnlySpan<char> text, out bool isWhole)
    {
        isWhole = false;
        if (text is ['+' or '-', .. var unsigned])
            text = unsigned;
        var whole = SkipDigits(ref text);
        var fraction = 0;
        var hasPoint = text is ['.', ..];
        if (hasPoint)
        {
            text = text[1..];
            fraction = SkipDigits(ref text);
        }

        if (whole + fraction == 0)
            return false;
        isWhole = !hasPoint && text.IsEmpty;
        if (text is ['e' or 'E', .. var exponent])
        {
            text = exponent is ['+' or '-', .. var unsignedExponent] ? unsignedExponent : exponent;
            return SkipDigits(ref text) > 0 && text.IsEmpty;
        }

        return text.IsEmpty;
    }

    private static int SkipDigits(ref ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        text = text[count..];
        return count;
    }
}
