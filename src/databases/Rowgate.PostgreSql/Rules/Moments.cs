// Hot path: bench/Fanout
using System.Buffers.Text;

namespace Rowgate.PostgreSql.Rules;

/// <summary>Reads dates and times as numbers that order them.</summary>
/// <remarks>Takes ISO forms only, which is what row images have. What people may write besides is left to the server.</remarks>
internal static class Moments
{
    private const long DayMicroseconds = 86_400_000_000;

    /// <summary>The day, counted from 1970.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out long day)
    {
        if (Infinity(text, out day))
            return true;
        var isBc = Take(ref text, " BC"u8);
        return Date(ref text, isBc, out day) && text.IsEmpty;
    }

    /// <summary>The time of day in microseconds.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long time) => Clock(ref text, out time) && text.IsEmpty;

    /// <summary>The moment in microseconds from 1970, in the zone of the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zoned">True when the text must name its offset, false when it must not.</param>
    /// <param name="moment">The moment.</param>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, bool zoned, out long moment)
    {
        if (Infinity(text, out moment))
            return true;
        var isBc = Take(ref text, " BC"u8);
        if (!Date(ref text, isBc, out var day))
            return false;
        long time = 0;
        if (!text.IsEmpty)
        {
            if (text[0] is not ((byte)'T' or (byte)' '))
                return false;
            text = text[1..];
            if (!Clock(ref text, out time))
                return false;
        }

        long offset = 0;
        if (zoned && !Offset(ref text, out offset))
            return false;
        moment = (day * DayMicroseconds) + time - offset;
        return text.IsEmpty;
    }

    private static bool Infinity(ReadOnlySpan<byte> text, out long value)
    {
        value = text.SequenceEqual("infinity"u8) ? long.MaxValue : long.MinValue;
        return value > 0 || text.SequenceEqual("-infinity"u8);
    }

    private static bool Take(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> suffix)
    {
        if (!text.EndsWith(suffix))
            return false;
        text = text[..^suffix.Length];
        return true;
    }

    private static bool Date(ref ReadOnlySpan<byte> text, bool isBc, out long day)
    {
        day = 0;
        var digits = text.IndexOf((byte)'-');
        if (digits is < 4 or > 6 || !Number(ref text, digits, out var year) || text.Length < 6
            || text[0] != '-' || text[3] != '-')
        {
            return false;
        }

        text = text[1..];
        if (!Number(ref text, 2, out var month))
            return false;
        text = text[1..];
        if (!Number(ref text, 2, out var date) || year == 0 || month is < 1 or > 12)
            return false;
        year = isBc ? 1 - year : year;

        // The same calendar every 400 years; the platform's own begins at year 1.
        var cycle = (int)(((year % 400) + 400) % 400) + 400;
        if (date < 1 || date > DateTime.DaysInMonth(cycle, month))
            return false;
        day = new DateOnly(cycle, month, date).DayNumber + (((long)year - cycle) / 400 * 146_097);
        return true;
    }

    private static bool Clock(ref ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        if (!Number(ref text, 2, out var hour) || !Minor(ref text, out var minute) || hour > 24 || minute > 59)
            return false;
        var second = 0;
        if (text is [(byte)':', ..] && (!Minor(ref text, out second) || second > 59))
            return false;
        var fraction = 0;
        if (text is [(byte)'.', ..])
        {
            var length = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            length = length < 0 ? text.Length - 1 : length;
            text = text[1..];
            if (length is < 1 or > 6 || !Number(ref text, length, out fraction))
                return false;
            for (; length < 6; length++)
                fraction *= 10;
        }

        time = ((((hour * 60L) + minute) * 60) + second) * 1_000_000 + fraction;
        return time <= DayMicroseconds;
    }

    private static bool Offset(ref ReadOnlySpan<byte> text, out long offset)
    {
        offset = 0;
        if (text is [(byte)'Z'])
        {
            text = default;
            return true;
        }

        if (text is not [(byte)'+' or (byte)'-', ..])
            return false;
        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        int minute = 0, second = 0;
        if (!Number(ref text, 2, out var hour) || hour > 15
            || (!text.IsEmpty && (!Minor(ref text, out minute) || minute > 59))
            || (!text.IsEmpty && (!Minor(ref text, out second) || second > 59)))
        {
            return false;
        }

        offset = sign * ((((hour * 60L) + minute) * 60) + second) * 1_000_000;
        return true;
    }

    private static bool Minor(ref ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text is not [(byte)':', ..])
            return false;
        text = text[1..];
        return Number(ref text, 2, out value);
    }

    private static bool Number(ref ReadOnlySpan<byte> text, int length, out int value)
    {
        value = 0;
        if (text.Length < length || text[..length].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var isRead = Utf8Parser.TryParse(text[..length], out value, out _);
        text = text[length..];
        return isRead;
    }
}
