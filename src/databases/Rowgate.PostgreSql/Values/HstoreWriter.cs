using System.Buffers;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Values of the extension <c>hstore</c>: <c>"a"=>"1", "b"=>NULL</c> becomes <c>{"a": "1", "b": null}</c>, as its own
/// cast to JSON prints it.</summary>
internal sealed class HstoreWriter : ValueWriter
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        output.Add((byte)'{');
        var scratch = ArrayPool<byte>.Shared.Rent(Math.Max(1, text.Length));
        try
        {
            var at = 0;
            while (at < text.Length)
            {
                switch (text[at])
                {
                    case (byte)'"':
                        at = WriteQuoted(text, at + 1, scratch, output);
                        break;
                    case (byte)'=':
                        output.Add(": "u8);
                        at += 2;
                        break;
                    case (byte)'N':
                        output.Add("null"u8);
                        at += 4;
                        break;
                    default:
                        output.Add(text[at++]);
                        break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        output.Add((byte)'}');
    }

    private static int WriteQuoted(ReadOnlySpan<byte> text, int at, Span<byte> scratch, PooledBuffer output)
    {
        var length = 0;
        while (text[at] != '"')
        {
            if (text[at] == '\\')
                at++;
            scratch[length++] = text[at++];
        }

        LiteralWriter.WriteText(output, scratch[..length]);
        return at + 1;
    }
}
