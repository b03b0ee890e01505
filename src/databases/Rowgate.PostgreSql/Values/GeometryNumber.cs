using System.Buffers.Text;
using System.Globalization;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Writes coordinates as PostGIS does in GeoJSON.</summary>
/// <remarks>
/// The shortest digits that mean the number, rounded to 15 behind the point (half to even); from 10^15 on, and up to 10^-8, with an
/// exponent, as in <c>1.5e-9</c>.
/// Source: <c>lwprint_double</c> of PostGIS, https://github.com/postgis/postgis/blob/stable-3.3/liblwgeom/lwprint.c
/// </remarks>
internal static class GeometryNumber
{
    private const int DecimalsMax = 15;
    private const double ExponentFrom = 1e15;
    private const double ExponentUpTo = 1e-8;

    /// <summary>Writes a number that is finite.</summary>
    public static void Write(double number, PooledBuffer output)
    {
        if (number == 0)
        {
            output.Add((byte)'0');
            return;
        }

        if (number < 0)
            output.Add((byte)'-');
        var size = Math.Abs(number);
        var (digits, exponent) = Shortest(size);
        if (size is <= ExponentUpTo or >= ExponentFrom)
            WriteScientific(digits, exponent, output);
        else
            WriteFixed(digits, exponent, output);
    }

    // The number is digits * 10^exponent.
    private static (ulong Digits, int Exponent) Shortest(double number)
    {
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        var (digits, exponent, isBehindPoint) = (0UL, 0, false);
        for (var i = 0; i < length; i++)
        {
            if (text[i] == '.')
            {
                isBehindPoint = true;
            }
            else if (text[i] == 'E')
            {
                exponent += int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                digits = (digits * 10) + (uint)(text[i] - '0');
                exponent -= isBehindPoint ? 1 : 0;
            }
        }

        return Trim(digits, exponent);
    }

    private static void WriteFixed(ulong digits, int exponent, PooledBuffer output)
    {
        (digits, exponent) = Round(digits, exponent, -exponent - DecimalsMax);
        if (exponent >= 0)
        {
            WriteDigits(digits * Power(exponent), 1, output);
            return;
        }

        var unit = Power(-exponent);
        WriteDigits(digits / unit, 1, output);
        output.Add((byte)'.');
        WriteDigits(digits % unit, -exponent, output);
    }

    private static void WriteScientific(ulong digits, int exponent, PooledBuffer output)
    {
        (digits, exponent) = Round(digits, exponent, Length(digits) - 1 - DecimalsMax);
        var behind = Length(digits) - 1;
        var unit = Power(behind);
        WriteDigits(digits / unit, 1, output);
        if (behind > 0)
        {
            output.Add((byte)'.');
            WriteDigits(digits % unit, behind, output);
        }

        output.Add((byte)'e');
        output.Add(exponent + behind < 0 ? (byte)'-' : (byte)'+');
        WriteDigits((ulong)Math.Abs(exponent + behind), 1, output);
    }

    private static (ulong Digits, int Exponent) Round(ulong digits, int exponent, int dropped)
    {
        if (dropped <= 0)
            return (digits, exponent);
        var unit = Power(dropped);
        var (whole, rest) = Math.DivRem(digits, unit);
        if (rest > unit / 2 || (rest == unit / 2 && ulong.IsOddInteger(whole)))
            whole++;
        return Trim(whole, exponent + dropped);
    }

    private static (ulong Digits, int Exponent) Trim(ulong digits, int exponent)
    {
        while (digits != 0 && digits % 10 == 0)
            (digits, exponent) = (digits / 10, exponent + 1);
        return digits == 0 ? (0, 0) : (digits, exponent);
    }

    private static void WriteDigits(ulong number, int lengthMin, PooledBuffer output)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(number, text, out var length, new('D', (byte)lengthMin));
        output.Add(text[..length]);
    }

    private static int Length(ulong digits) => digits < 10 ? 1 : 1 + Length(digits / 10);

    private static ulong Power(int exponent)
    {
        var power = 1UL;
        while (exponent-- > 0)
            power *= 10;
        return power;
    }
}
