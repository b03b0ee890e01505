using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>The catalogs' vectors, <c>int2vector</c> and <c>oidvector</c>: numbers with spaces between them.</summary>
/// <param name="element">Writes an element.</param>
internal sealed class VectorWriter(ValueWriter element) : ValueWriter
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        output.Add((byte)'[');
        foreach (var part in text.Split((byte)' '))
        {
            if (text[part].IsEmpty)
                continue;
            if (part.Start.Value > 0)
                output.Add((byte)',');
            element.Write(text[part], output);
        }

        output.Add((byte)']');
    }
}
