// Hot path: bench/Fanout
using System.Buffers;
using System.Globalization;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Rules;

/// <summary>The form of a value in which PostgreSQL's <c>=</c> is equality of bytes.</summary>
internal static class ValueKeys
{
    private const int StackBytesMax = 512;

    /// <summary>The key of a literal in a row image.</summary>
    public static ValueKey? Of(Column column, ReadOnlySpan<byte> literal)
    {
        if (LiteralReader.IsNull(literal))
            return null;
        var type = FieldType.Of(column);
        if (!LiteralReader.IsText(literal))
            return Of(type, literal);
        byte[]? rented = null;
        var scratch = literal.Length <= StackBytesMax
            ? stackalloc byte[StackBytesMax]
            : (rented = ArrayPool<byte>.Shared.Rent(literal.Length));
        var key = Of(type, LiteralReader.Utf8(literal, scratch));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return key;
    }

    /// <summary>The key of an operand of <c>eq</c>.</summary>
    public static ValueKey? Of(Column column, string operand)
    {
        var type = FieldType.Of(column);

        // Only what compares in process may be looked up: any other operand may equal values of another form.
        if (ValueOrders.Of(type, column.Labels, operand) is null || ValueOrders.Normalised(type, operand) is not { } text)
            return null;
        return Of(type, Encoding.UTF8.GetBytes(text));
    }

    private static ValueKey? Of(FieldType type, ReadOnlySpan<byte> value)
    {
        if (WholeValue.Fits(type.Scalar))
            return WholeValue.TryRead(type.Scalar, value, out var whole) ? new(whole) : null;
        switch (type.Scalar)
        {
            case ScalarType.Numeric:
                return DecimalText.TryRead(value, out var number) ? OfText(number.Normalised()) : null;
            case ScalarType.Double:
                return ValueOrders.TryDouble(value, out var real) ? OfReal(real) : null;
            case ScalarType.Real:
                return ValueOrders.TryReal(value, out var single) ? OfReal(single) : null;
            case ScalarType.PaddedText:
                return OfText(Encoding.UTF8.GetString(value.TrimEnd((byte)' ')));
            case ScalarType.Text or ScalarType.Uuid or ScalarType.Bytes or ScalarType.Enumeration:
                return OfText(Encoding.UTF8.GetString(value));
            default:
                return null;
        }
    }

    // Plus zero: minus zero is the same value.
    private static ValueKey OfReal(double value) => OfText((value + 0.0).ToString("R", CultureInfo.InvariantCulture));

    private static ValueKey OfText(string text) => new(string.GetHashCode(text, StringComparison.Ordinal), text);
}
