using System.Globalization;

namespace Rowgate.Server.Options;

/// <summary>An amount of bytes, written by people: <c>8KB</c>, <c>1.5GB</c>, <c>0</c>.</summary>
/// <remarks>KB, MB, GB and TB are powers of 1024, as in PostgreSQL; KiB, MiB, GiB and TiB mean the same.</remarks>
/// <param name="Bytes">The bytes; never negative.</param>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>, IComparable
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10), ("B", 1)];

    /// <summary>Reads the text form. Without a unit the number counts bytes.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var digits = text.AsSpan().TrimEnd("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ");
        var unit = text[digits.Length..].Trim().Replace("ib", "B", StringComparison.OrdinalIgnoreCase);
        var factor = unit.Length == 0 ? 1 : Units.FirstOrDefault(u => u.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Bytes;
        if (factor == 0
            || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / factor)
        {
            return false;
        }

        size = new((long)(number * factor));
        return true;
    }

    /// <summary>The largest unit that gives a whole number: <c>8KB</c>, <c>0</c>.</summary>
    public override string ToString()
    {
        if (Bytes == 0)
            return "0";
        var bytes = Bytes;
        var (unit, size) = Array.Find(Units, unit => bytes % unit.Bytes == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is ByteSize other ? CompareTo(other) : 1;

    /// <summary>True when <paramref name="left"/> is less.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>True when <paramref name="left"/> is more.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>True when <paramref name="left"/> is less or the same.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>True when <paramref name="left"/> is more or the same.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;
}
