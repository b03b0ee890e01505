using System.Buffers;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Values of the type <c>geometry</c> of PostGIS: hexadecimal EWKB becomes the GeoJSON of its cast to JSON.</summary>
/// <remarks>What that cast cannot show stays text: curves, surfaces of many faces, collections in collections, and what would be no
/// JSON, such as coordinates that are no numbers.</remarks>
/// <param name="references">Names the reference systems.</param>
internal sealed class GeometryWriter(SpatialReferences references) : ValueWriter
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        var start = output.Length;
        var scratch = ArrayPool<byte>.Shared.Rent(Math.Max(1, text.Length / 2));
        try
        {
            if (Convert.FromHexString(text, scratch, out _, out var length) == OperationStatus.Done
                && new GeometryReader(scratch.AsSpan(0, length), references, output).TryWrite())
            {
                return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        output.Truncate(start);
        LiteralWriter.WriteText(output, text);
    }
}
