// Hot path: bench/Fanout
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Rules;

/// <summary>Makes orders of operands.</summary>
internal static partial class ValueOrders
{
    /// <summary>The order by an operand; null when only the server can read the operand or compare the type.</summary>
    /// <param name="type">The field's type.</param>
    /// <param name="labels">The labels of an enumeration.</param>
    /// <param name="operand">The text in the filter.</param>
    public static ValueOrder? Of(FieldType type, ImmutableArray<string> labels, string operand)
    {
        if (operand.Contains('\0', StringComparison.Ordinal))
            return null;
        var scalar = type.Scalar;
        if (WholeValue.Fits(scalar))
            return Whole(scalar, operand);
        return scalar switch
        {
            ScalarType.Numeric => Numeric(operand),
            ScalarType.Real => Real(operand),
            ScalarType.Double => Double(operand),
            ScalarType.Text => Bytes(operand),
            ScalarType.PaddedText => Padded(operand),
            ScalarType.Enumeration => labels.Contains(operand, StringComparer.Ordinal) ? Bytes(operand) : null,
            ScalarType.Uuid => Normalised(type, operand) is { } uuid ? Bytes(uuid) : null,
            ScalarType.Bytes => Normalised(type, operand) is { } hex ? Bytes(hex) : null,
            ScalarType.Jsonb => Document(operand),
            _ => null,
        };
    }

    /// <summary>True when the order says more than equal or not.</summary>
    public static bool IsTotal(FieldType type) => type.Scalar switch
    {
        ScalarType.Text or ScalarType.PaddedText => type.ComparesBytes,
        ScalarType.Jsonb or ScalarType.Enumeration => false,
        _ => true,
    };

    /// <summary>An operand in the form that row images have; null when it is not of a plain form.</summary>
    public static string? Normalised(FieldType type, string operand) => type.Scalar switch
    {
        ScalarType.Boolean => OperandText.Boolean(operand) is { } truth ? truth ? "true" : "false" : null,
        ScalarType.Integer => operand.Trim(' ').TrimStart('+') is var digits && digits is ['0' or '-', ..] or [>= '1' and <= '9', ..]
            && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : null,
        ScalarType.Uuid => Guid.TryParseExact(operand, "D", out var id) ? id.ToString("D") : null,
        ScalarType.Bytes => Hex().IsMatch(operand) && operand.Length % 2 == 0 ? operand.ToLowerInvariant() : null,
        _ => operand,
    };

    /// <summary>The number in a plain form.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        value = text switch
        {
            _ when text.SequenceEqual("NaN"u8) => double.NaN,
            _ when text.SequenceEqual("Infinity"u8) => double.PositiveInfinity,
            _ when text.SequenceEqual("-Infinity"u8) => double.NegativeInfinity,
            _ => 0,
        };
        return value != 0
            || (Utf8Parser.TryParse(text, out value, out var read) && read == text.Length && double.IsFinite(value));
    }

    /// <summary>The number in a plain form, rounded once.</summary>
    public static bool TryReal(ReadOnlySpan<byte> text, out float value)
    {
        if (TryDouble(text, out var special) && !double.IsFinite(special))
        {
            value = (float)special;
            return true;
        }

        return Utf8Parser.TryParse(text, out value, out var read) && read == text.Length && float.IsFinite(value);
    }

    private static ValueOrder? Whole(ScalarType type, string operand)
    {
        var text = Normalised(new(type, "", false, default), operand);
        if (text is null || !WholeValue.TryRead(type, Encoding.UTF8.GetBytes(text), out var other))
            return null;
        return value => WholeValue.TryRead(type, value, out var own) ? own.CompareTo(other) : throw Unreadable(type);
    }

    private static ValueOrder? Numeric(string operand)
    {
        var bytes = Encoding.UTF8.GetBytes(operand);
        if (!DecimalText.TryRead(bytes, out _))
            return null;
        return value =>
        {
            DecimalText.TryRead(bytes, out var other);
            return DecimalText.TryRead(value, out var own) ? own.OrderTo(other) : throw Unreadable(ScalarType.Numeric);
        };
    }

    private static ValueOrder? Real(string operand)
    {
        if (!Plain().IsMatch(operand) || !TryReal(Encoding.UTF8.GetBytes(operand), out var other) || IsTiny(operand, other))
            return null;
        return value => TryReal(value, out var own) ? Compare(own, other) : throw Unreadable(ScalarType.Real);
    }

    private static ValueOrder? Double(string operand)
    {
        if (!Plain().IsMatch(operand) || !TryDouble(Encoding.UTF8.GetBytes(operand), out var other) || IsTiny(operand, other))
            return null;
        return value => TryDouble(value, out var own) ? Compare(own, other) : throw Unreadable(ScalarType.Double);
    }

    // The server refuses a number that would become zero, or nearly.
    private static bool IsTiny(string operand, double value) =>
        Math.Abs(value) < 1e-37 && operand.AsSpan().ContainsAnyInRange('1', '9');

    // NaN equals itself and is the greatest; minus zero is zero.
    private static int Compare(double own, double other) =>
        double.IsNaN(own) ? double.IsNaN(other) ? 0 : 1 : double.IsNaN(other) ? -1 : own.CompareTo(other);

    private static ValueOrder Bytes(string operand)
    {
        var other = Encoding.UTF8.GetBytes(operand);
        return value => value.SequenceCompareTo(other);
    }

    private static ValueOrder Padded(string operand)
    {
        var other = Encoding.UTF8.GetBytes(operand.TrimEnd(' '));
        return value => value.TrimEnd((byte)' ').SequenceCompareTo(other);
    }

    private static ValueOrder? Document(string operand)
    {
        try
        {
            var other = JsonElement.Parse(operand, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return value =>
            {
                var reader = new Utf8JsonReader(value, JsonDepth.Any);
                using var own = JsonDocument.ParseValue(ref reader);
                return JsonElement.DeepEquals(own.RootElement, other) ? 0 : 1;
            };
        }
        catch (JsonException)
        {
            // A key that comes twice, or no JSON at all.
            return null;
        }
    }

    private static InvalidDataException Unreadable(ScalarType type) => new($"A row image holds no value of the type {type}.");

    [GeneratedRegex(@"^\\x[0-9A-Fa-f]*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hex();

    [GeneratedRegex(@"^(-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?|NaN|-?Infinity)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
