// Hot path: bench/Fanout
using Rowgate.Core.Catalog;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Rules;

/// <summary>Reads the literals of a row image back as the values that SQLite compares.</summary>
internal static class LiteralValue
{
    /// <summary>The value of a literal.</summary>
    /// <param name="kind">The column's kind, which is not JSON.</param>
    /// <param name="literal">The literal.</param>
    /// <param name="scratch">At least as long as the literal, for text that must be unescaped.</param>
    public static RawValue Read(ValueKind kind, ReadOnlySpan<byte> literal, Span<byte> scratch)
    {
        if (LiteralReader.IsText(literal))
            return OfText(kind, LiteralReader.Utf8(literal, scratch), scratch);
        if (LiteralReader.TryInteger(literal, out var integer))
            return RawValue.Of(integer);
        if (LiteralReader.TryFloat(literal, out var real))
            return RawValue.Of(real);
        return literal switch
        {
            [(byte)'t', ..] => RawValue.Of(1L),
            [(byte)'f', ..] => RawValue.Of(0L),
            _ => RawValue.Null,
        };
    }

    // A blob and a text that spells it have the same literal. Only where texts of that form are unlikely is it a blob.
    private static RawValue OfText(ValueKind kind, ReadOnlySpan<byte> utf8, Span<byte> scratch) => kind switch
    {
        ValueKind.Bytes or ValueKind.Any or ValueKind.Uuid when Blob(utf8, scratch, out var blob) => RawValue.Blob(blob),
        ValueKind.Integer or ValueKind.Decimal or ValueKind.Float when utf8.SequenceEqual("Infinity"u8) => RawValue.Of(double.PositiveInfinity),
        ValueKind.Integer or ValueKind.Decimal or ValueKind.Float when utf8.SequenceEqual("-Infinity"u8) => RawValue.Of(double.NegativeInfinity),
        _ => RawValue.Text(utf8),
    };

    private static bool Blob(ReadOnlySpan<byte> utf8, Span<byte> scratch, out ReadOnlySpan<byte> blob)
    {
        blob = default;
        if (utf8 is not [(byte)'\\', (byte)'x', .. var hex])
            return false;
        if (Convert.FromHexString(hex, scratch, out var read, out var written) != System.Buffers.OperationStatus.Done
            || read != hex.Length)
        {
            return false;
        }

        blob = scratch[..written];
        return true;
    }
}
