// Hot path: bench/Postgres/PostgresWal
using System.Buffers;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Arrays: <c>{1,NULL,"a b"}</c> becomes <c>[1,null,"a b"]</c>, whatever their bounds and dimensions.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO</remarks>
/// <param name="element">Writes an element.</param>
/// <param name="delimiter">What stands between elements: a comma, for a few types a semicolon.</param>
internal sealed class ArrayWriter(ValueWriter element, byte delimiter) : ValueWriter
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        // Bounds other than 1 stand in front, as in [0:1]={1,2}; JSON has no place for them.
        var at = text[0] == '[' ? text.IndexOf((byte)'=') + 1 : 0;
        var scratch = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            while (at < text.Length)
                at = WriteToken(text, at, scratch, output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private int WriteToken(ReadOnlySpan<byte> text, int at, Span<byte> scratch, PooledBuffer output)
    {
        var next = text[at];
        if (next == '{')
            output.Add((byte)'[');
        else if (next == '}')
            output.Add((byte)']');
        else if (next == delimiter)
            output.Add((byte)',');
        else if (next == '"')
            return WriteQuoted(text, at + 1, scratch, output);
        else
            return WriteBare(text, at, scratch, output);
        return at + 1;
    }

    private int WriteBare(ReadOnlySpan<byte> text, int at, Span<byte> scratch, PooledBuffer output)
    {
        var length = 0;
        var start = at;
        while (text[at] != delimiter && text[at] != '}')
        {
            if (text[at] == '\\')
                at++;
            scratch[length++] = text[at++];
        }

        if (text[start..at].SequenceEqual("NULL"u8))
            output.Add("null"u8);
        else
            element.Write(scratch[..length], output);
        return at;
    }

    private int WriteQuoted(ReadOnlySpan<byte> text, int at, Span<byte> scratch, PooledBuffer output)
    {
        var length = 0;
        while (text[at] != '"')
        {
            if (text[at] == '\\')
                at++;
            scratch[length++] = text[at++];
        }

        element.Write(scratch[..length], output);
        return at + 1;
    }
}
