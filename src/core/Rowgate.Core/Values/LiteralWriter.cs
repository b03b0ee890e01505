// Hot path: bench/PointRead
using System.Buffers;
using System.Buffers.Text;

namespace Rowgate.Core.Values;

/// <summary>Writes values as the JSON literals of a row image, byte for byte as PostgREST prints them.</summary>
public static class LiteralWriter
{
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>Writes <c>null</c>.</summary>
    public static void WriteNull(IBufferWriter<byte> output) => output.Write("null"u8);

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public static void WriteBoolean(IBufferWriter<byte> output, bool value) => output.Write(value ? "true"u8 : "false"u8);

    /// <summary>Writes a whole number.</summary>
    public static void WriteInteger(IBufferWriter<byte> output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(20), out var written);
        output.Advance(written);
    }

    /// <summary>Writes a floating point number with the fewest digits that read back as the same number.</summary>
    /// <remarks>What JSON has no number for becomes text, as in PostgreSQL: <c>"NaN"</c>, <c>"Infinity"</c>.</remarks>
    public static void WriteFloat(IBufferWriter<byte> output, double value)
    {
        if (!double.IsFinite(value))
        {
            output.Write(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
            return;
        }

        // The shortest form that reads back: 1E+300 is valid JSON too.
        value.TryFormat(output.GetSpan(32), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>Writes bytes as PostgreSQL's hexadecimal text, <c>"\\x00ff"</c>.</summary>
    public static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        output.Write("\"\\\\x"u8);
        var hex = output.GetSpan(bytes.Length * 2);
        Convert.TryToHexStringLower(bytes, hex, out var written);
        output.Advance(written);
        output.Write("\""u8);
    }

    /// <summary>Writes text in quotes, escaping only what JSON demands.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="utf8">The text; taken as it is, valid UTF-8 or not.</param>
    public static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        output.Write("\""u8);
        while (utf8.IndexOfAny(Escaped) is var at and >= 0)
        {
            output.Write(utf8[..at]);
            WriteEscape(output, utf8[at]);
            utf8 = utf8[(at + 1)..];
        }

        output.Write(utf8);
        output.Write("\""u8);
    }

    private static void WriteEscape(IBufferWriter<byte> output, byte code)
    {
        var span = output.GetSpan(6);
        span[0] = (byte)'\\';
        var letter = code switch
        {
            (byte)'"' => '"',
            (byte)'\\' => '\\',
            8 => 'b',
            9 => 't',
            10 => 'n',
            12 => 'f',
            13 => 'r',
            _ => 'u',
        };
        span[1] = (byte)letter;
        if (letter != 'u')
        {
            output.Advance(2);
            return;
        }

        "00"u8.CopyTo(span[2..]);
        span[4] = (byte)('0' + (code >> 4));
        span[5] = (byte)((code & 15) < 10 ? '0' + (code & 15) : 'a' + (code & 15) - 10);
        output.Advance(6);
    }
}
