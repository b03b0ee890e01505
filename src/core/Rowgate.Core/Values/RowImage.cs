using System.Text;

namespace Rowgate.Core.Values;

/// <summary>The values of one row: a UTF-8 JSON array with one literal for each column, in the order of its shape.</summary>
/// <remarks>
/// Each literal is what PostgREST prints for the value; digits of numbers are verbatim. No space between the parts.
/// Produced once, at capture, and copied from then on; <see cref="ColumnOffsets"/> finds the single values.
/// </remarks>
/// <param name="Json">The array, brackets included, such as <c>[1,"ada",null]</c>.</param>
public readonly record struct RowImage(ReadOnlyMemory<byte> Json)
{
    /// <summary>True when there is no image at all.</summary>
    public bool IsNone => Json.IsEmpty;

    /// <summary>An image of this JSON text, for tests and small things.</summary>
    public static RowImage Of(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Json.Span);

    /// <summary>True when both images have the same bytes.</summary>
    public bool Equals(RowImage other) => Json.Span.SequenceEqual(other.Json.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Json.Span);
        return hash.ToHashCode();
    }
}
