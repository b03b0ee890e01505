// Hot path: bench/Fanout
using System.Buffers.Text;

namespace Rowgate.PostgreSql.Rules;

/// <summary>Values that a 64-bit number stands for, in their order.</summary>
internal static class WholeValue
{
    public static bool Fits(ScalarType type) =>
        type is ScalarType.Boolean or ScalarType.Integer or ScalarType.Date or ScalarType.Time or ScalarType.Timestamp or ScalarType.ZonedTimestamp;

    /// <summary>Reads a value in the form of a row image, or one of the plain forms of a filter.</summary>
    public static bool TryRead(ScalarType type, ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        switch (type)
        {
            case ScalarType.Boolean:
                value = text is [(byte)'t', ..] ? 1 : 0;
                return text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8);
            case ScalarType.Integer:
                return Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;
            case ScalarType.Date:
                return Moments.TryDate(text, out value);
            case ScalarType.Time:
                return Moments.TryTime(text, out value);
            default:
                return Moments.TryTimestamp(text, type == ScalarType.ZonedTimestamp, out value);
        }
    }
}
