// Hot path: bench/Postgres/PostgresBackfill
using System.Buffers;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Rows as COPY writes them, in text format, become row images: <c>1⇥a b⇥\N</c> becomes <c>[1,"a b",null]</c>.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS</remarks>
/// <param name="fields">The writers of the columns.</param>
internal sealed class CopyRowWriter(ValueWriter[] fields)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\t\n\\"u8);

    /// <summary>Writes a row.</summary>
    /// <param name="text">Begins with the row, and has its end.</param>
    /// <param name="output">Gets the image.</param>
    /// <returns>How long the row is, with its line feed.</returns>
    /// <exception cref="StaleTypeException">A composite type has other fields than it was known to have.</exception>
    public int Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        var at = 0;
        for (var field = 0; field < fields.Length; field++)
        {
            output.Add(field == 0 ? (byte)'[' : (byte)',');
            var end = at + text[at..].IndexOfAny(Special);
            if (text[end] == '\\')
                end = WriteEscaped(text, at, fields[field], output);
            else
                fields[field].Write(text[at..end], output);
            at = end + 1;
        }

        output.Add((byte)']');
        return at;
    }

    // Returns the place of the tab or line feed behind it.
    private static int WriteEscaped(ReadOnlySpan<byte> text, int at, ValueWriter writer, PooledBuffer output)
    {
        if (text[at..].StartsWith("\\N"u8) && text[at + 2] is (byte)'\t' or (byte)'\n')
        {
            output.Add("null"u8);
            return at + 2;
        }

        var end = at + text[at..].IndexOfAny((byte)'\t', (byte)'\n');
        var scratch = ArrayPool<byte>.Shared.Rent(end - at);
        var length = 0;
        while (at < end)
        {
            var next = text[at++];
            scratch[length++] = next == '\\' ? Unescaped(text[at++]) : next;
        }

        writer.Write(scratch.AsSpan(0, length), output);
        ArrayPool<byte>.Shared.Return(scratch);
        return end;
    }

    private static byte Unescaped(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'v' => (byte)'\v',
        _ => letter,
    };
}
