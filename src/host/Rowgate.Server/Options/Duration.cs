using System.Globalization;

namespace Rowgate.Server.Options;

/// <summary>A length of time as people write it: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>12h</c>, <c>7d</c>, <c>0</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads the text form: one number, which may have a fraction, and one unit. Only zero needs no unit.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().TrimEnd("dhms ");
        var unit = text[digits.Length..].Trim();
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        if (unit.Length == 0)
            return number == 0;
        var length = Array.Find(Units, u => u.Unit == unit).Length;
        if (length == TimeSpan.Zero || number > TimeSpan.MaxValue.Ticks / length.Ticks)
            return false;
        duration = TimeSpan.FromTicks((long)(number * length.Ticks));
        return true;
    }

    /// <summary>The largest unit that gives a whole number: <c>7d</c>, <c>90s</c>, <c>0</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0";
        var (unit, length) = Array.Find(Units, unit => duration.Ticks % unit.Length.Ticks == 0);
        return unit is null
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{unit}");
    }
}
