// Hot path: bench/Capture
using System.Buffers;
using System.Globalization;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Capture;

/// <summary>Turns what a trigger wrote into the literals that a read of the same row would print.</summary>
/// <remarks>
/// A trigger's image is a JSON array: whole numbers, texts and nulls as they are, a real as <c>["0.5"]</c>, bytes as
/// <c>["x","00FF"]</c>. Reusable; not safe for several threads.
/// </remarks>
internal sealed class ImageDecoder
{
    private readonly ColumnOffsets _values = new();
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private byte[] _scratch = [];

    /// <summary>The image as everybody else knows it.</summary>
    /// <param name="stored">As it is in the change table; borrowed.</param>
    /// <param name="shape">The shape it was written in.</param>
    public RowImage Decode(ReadOnlyMemory<byte> stored, TableShape shape)
    {
        _values.Read(new(stored));
        _output.ResetWrittenCount();
        for (var ordinal = 0; ordinal < shape.Columns.Length; ordinal++)
        {
            _output.Write(ordinal == 0 ? "["u8 : ","u8);
            SqliteLiteral.Write(_output, shape.Columns[ordinal].Kind, Value(_values[ordinal]));
        }

        _output.Write("]"u8);
        return new(_output.WrittenSpan.ToArray());
    }

    private RawValue Value(ReadOnlySpan<byte> literal) => literal[0] switch
    {
        (byte)'n' => RawValue.Null,
        (byte)'"' => RawValue.Text(Unescape(literal[1..^1])),
        (byte)'[' when literal[1..].StartsWith("\"x\""u8) => RawValue.Blob(FromHex(literal[6..^2])),
        (byte)'[' => RawValue.Of(Real(literal[2..^2])),
        _ => RawValue.Of(long.Parse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
    };

    private static double Real(ReadOnlySpan<byte> digits) => digits switch
    {
        _ when digits.SequenceEqual("Inf"u8) || digits.SequenceEqual("+Inf"u8) => double.PositiveInfinity,
        _ when digits.SequenceEqual("-Inf"u8) => double.NegativeInfinity,
        _ => double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private ReadOnlySpan<byte> FromHex(ReadOnlySpan<byte> hex)
    {
        Scratch(hex.Length / 2);
        Convert.FromHexString(hex, _scratch, out _, out var written);
        return _scratch.AsSpan(0, written);
    }

    // Only what SQLite escapes; the rest is taken as it is, valid UTF-8 or not, as a read does.
    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
            return text;
        Scratch(text.Length);
        var length = 0;
        while (text.IndexOf((byte)'\\') is var at and >= 0)
        {
            text[..at].CopyTo(_scratch.AsSpan(length));
            length += at;
            var isCode = text[at + 1] == 'u';
            _scratch[length++] = isCode
                ? byte.Parse(text.Slice(at + 4, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : Escaped(text[at + 1]);
            text = text[(at + (isCode ? 6 : 2))..];
        }

        text.CopyTo(_scratch.AsSpan(length));
        return _scratch.AsSpan(0, length + text.Length);
    }

    private static byte Escaped(byte letter) => letter switch
    {
        (byte)'b' => 8,
        (byte)'t' => 9,
        (byte)'n' => 10,
        (byte)'f' => 12,
        (byte)'r' => 13,
        _ => letter,
    };

    private void Scratch(int bytes)
    {
        if (_scratch.Length < bytes)
            _scratch = new byte[Math.Max(bytes, _scratch.Length * 2)];
    }
}
