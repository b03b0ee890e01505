// Hot path: bench/Fanout
using System.Buffers.Text;
using System.Text.Json;

namespace Rowgate.Core.Values;

/// <summary>Reads the JSON literals of a row image as values.</summary>
/// <remarks>A database may hold bytes that are no UTF-8, or half of a surrogate pair in a JSON document. Such text cannot
/// be unescaped; it is read as it is written.</remarks>
public static class LiteralReader
{
    /// <summary>True for <c>null</c>.</summary>
    public static bool IsNull(ReadOnlySpan<byte> literal) => literal.SequenceEqual("null"u8);

    /// <summary>True for a literal in quotes.</summary>
    public static bool IsText(ReadOnlySpan<byte> literal) => literal is [(byte)'"', ..];

    /// <summary>True for a number.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> literal) => literal is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..];

    /// <summary>True for an object or an array.</summary>
    public static bool IsDocument(ReadOnlySpan<byte> literal) => literal is [(byte)'{' or (byte)'[', ..];

    /// <summary>The whole number that the literal is written as.</summary>
    /// <returns>False for anything else: a fraction, an exponent, more than 64 bits, text.</returns>
    public static bool TryInteger(ReadOnlySpan<byte> literal, out long value) =>
        Utf8Parser.TryParse(literal, out value, out var read) && read == literal.Length;

    /// <summary>The number that the literal is, as floating point.</summary>
    /// <returns>False when it is no number.</returns>
    public static bool TryFloat(ReadOnlySpan<byte> literal, out double value)
    {
        value = 0;
        return IsNumber(literal) && Utf8Parser.TryParse(literal, out value, out var read) && read == literal.Length;
    }

    /// <summary>The text in a literal in quotes, unescaped; the literal itself for anything else.</summary>
    public static string Text(ReadOnlySpan<byte> literal)
    {
        if (!IsText(literal))
            return System.Text.Encoding.UTF8.GetString(literal);
        var inner = literal[1..^1];
        if (!inner.Contains((byte)'\\'))
            return System.Text.Encoding.UTF8.GetString(inner);
        try
        {
            var reader = new Utf8JsonReader(literal);
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return System.Text.Encoding.UTF8.GetString(inner);
        }
    }

    /// <summary>The text in a literal in quotes, unescaped, as UTF-8.</summary>
    /// <param name="literal">A literal in quotes.</param>
    /// <param name="buffer">At least as long as the literal; used only when there is something to unescape.</param>
    /// <returns>A part of the literal, or of the buffer.</returns>
    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> literal, Span<byte> buffer)
    {
        var inner = literal[1..^1];
        if (!inner.Contains((byte)'\\'))
            return inner;
        try
        {
            var reader = new Utf8JsonReader(literal);
            reader.Read();
            return buffer[..reader.CopyString(buffer)];
        }
        catch (InvalidOperationException)
        {
            return inner;
        }
    }
}
