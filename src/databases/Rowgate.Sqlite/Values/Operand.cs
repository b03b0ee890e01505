using System.Globalization;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;

namespace Rowgate.Sqlite.Values;

/// <summary>Reads text as a value of a column's kind, strictly as PostgreSQL does, for filters and for bodies.</summary>
internal static class Operand
{
    /// <summary>The value that the text is in a column of this kind, or why it is none.</summary>
    public static Outcome<SqlValue> Read(ValueKind kind, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return new Refusal(
                RefusalCode.InvalidText, "unsupported Unicode escape sequence", "\\u0000 cannot be converted to text.");
        }

        return kind switch
        {
            ValueKind.Boolean => Boolean(text),
            ValueKind.Integer => Integer(text),
            ValueKind.Float => Float(text),
            ValueKind.Decimal => Decimal(text),
            ValueKind.Text => SqlValue.Of(text),
            ValueKind.Bytes => Bytes(text),
            ValueKind.Date => Moment(text, "date"),
            ValueKind.Time => Moment(text, "time"),
            ValueKind.Timestamp => Moment(text, "timestamp"),
            ValueKind.Uuid => Uuid(text),
            _ => Anything(text),
        };
    }

    /// <summary>The refusal of a text that is no value of a type.</summary>
    public static Refusal Invalid(string type, string text) =>
        new(RefusalCode.InvalidText, $"invalid input syntax for type {type}: \"{text}\"");

    private static Outcome<SqlValue> Boolean(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "T" or "YES" or "Y" or "ON" or "1" => SqlValue.Of(1L),
        "FALSE" or "F" or "NO" or "N" or "OFF" or "0" => SqlValue.Of(0L),
        _ => Invalid("boolean", text),
    };

    private static Outcome<SqlValue> Integer(string text)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value))
            return SqlValue.Of(value);
        return text.AsSpan().Trim() is ['+' or '-', .. var digits] ? OutOfRange(digits) : OutOfRange(text.AsSpan().Trim());

        Outcome<SqlValue> OutOfRange(ReadOnlySpan<char> digits) =>
            digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')
                ? Invalid("integer", text)
                : new Refusal(RefusalCode.ValueOutOfRange, $"value \"{text}\" is out of range for type bigint");
    }

    private static Outcome<SqlValue> Float(string text)
    {
        if (NumericText.TryParse(text, out var value))
            return InRange(value.Storage == StorageClass.Integer ? SqlValue.Of((double)value.Integer) : value, text, "double precision");
        return text.Trim().ToUpperInvariant() switch
        {
            "INFINITY" or "INF" => SqlValue.Of(double.PositiveInfinity),
            "-INFINITY" or "-INF" => SqlValue.Of(double.NegativeInfinity),
            _ => Invalid("double precision", text),
        };
    }

    private static Outcome<SqlValue> Decimal(string text) =>
        NumericText.TryParse(text, out var value) ? InRange(value, text, "numeric") : Invalid("numeric", text);

    private static Outcome<SqlValue> InRange(SqlValue value, string text, string type) =>
        double.IsInfinity(value.Real)
            ? new Refusal(RefusalCode.ValueOutOfRange, $"\"{text}\" is out of range for type {type}")
            : value;

    private static Outcome<SqlValue> Bytes(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (NumericText.TryBytes(utf8, out var bytes))
            return SqlValue.OfBlob(bytes);
        return text.StartsWith("\\x", StringComparison.Ordinal)
            ? new Refusal(RefusalCode.InvalidText, $"invalid hexadecimal data: \"{text}\"")
            : SqlValue.OfText(utf8);
    }

    // SQLite keeps moments as ISO text or as a number; either is compared as it is kept.
    private static Outcome<SqlValue> Moment(string text, string type)
    {
        if (NumericText.TryParse(text, out var number))
            return number;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? SqlValue.Of(text)
            : Invalid(type, text);
    }

    private static Outcome<SqlValue> Uuid(string text)
    {
        if (NumericText.TryBytes(Encoding.UTF8.GetBytes(text), out var bytes) && bytes.Length == 16)
            return SqlValue.OfBlob(bytes);
        if (!Guid.TryParse(text, out _))
            return Invalid("uuid", text);
        return NumericText.TryParse(text, out var number) ? number : SqlValue.Of(text);
    }

    private static Outcome<SqlValue> Anything(string text)
    {
        if (NumericText.TryParse(text, out var number))
            return number;
        return NumericText.TryBytes(Encoding.UTF8.GetBytes(text), out var bytes) ? SqlValue.OfBlob(bytes) : SqlValue.Of(text);
    }
}
