// Hot path: bench/Fanout
namespace Rowgate.PostgreSql.Rules;

/// <summary>A decimal of any size, compared digit by digit.</summary>
internal readonly ref struct DecimalText
{
    // NaN is the greatest, as in PostgreSQL.
    private readonly int _rank;
    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<byte> _fraction;

    private DecimalText(int rank, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        _rank = rank;
        _whole = whole;
        _fraction = fraction;
    }

    /// <summary>Reads <c>-12.50</c>, <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>; no exponents.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DecimalText value)
    {
        value = text switch
        {
            _ when text.SequenceEqual("NaN"u8) => new(3, default, default),
            _ when text.SequenceEqual("Infinity"u8) => new(2, default, default),
            _ when text.SequenceEqual("-Infinity"u8) => new(-2, default, default),
            _ => default,
        };
        if (value._rank != 0)
            return true;
        var isNegative = text is [(byte)'-', ..];
        if (text is [(byte)'-' or (byte)'+', ..])
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || HasOther(whole) || HasOther(fraction))
            return false;
        whole = whole.TrimStart((byte)'0');
        fraction = fraction.TrimEnd((byte)'0');
        value = new(whole.Length + fraction.Length == 0 ? 0 : isNegative ? -1 : 1, whole, fraction);
        return true;
    }

    /// <summary>Less than zero when this one is smaller, zero when equal.</summary>
    public int OrderTo(DecimalText other)
    {
        if (_rank != other._rank || _rank is not (1 or -1))
            return _rank.CompareTo(other._rank);
        var order = _whole.Length.CompareTo(other._whole.Length);
        if (order == 0)
            order = _whole.SequenceCompareTo(other._whole);
        if (order == 0)
            order = _fraction.SequenceCompareTo(other._fraction);
        return _rank * order;
    }

    /// <summary>The digits without those that say nothing: equal numbers have equal ones.</summary>
    public string Normalised() => _rank switch
    {
        3 => "NaN",
        2 => "Infinity",
        -2 => "-Infinity",
        0 => "0",
        _ => (_rank < 0 ? "-" : "") + (_whole.IsEmpty ? "0" : System.Text.Encoding.ASCII.GetString(_whole))
            + (_fraction.IsEmpty ? "" : "." + System.Text.Encoding.ASCII.GetString(_fraction)),
    };

    private static bool HasOther(ReadOnlySpan<byte> digits) => digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
