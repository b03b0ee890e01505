using System.Collections.Immutable;

namespace Rowgate.Gate.Bodies;

/// <summary>The rows of a write's body, checked to be well-formed, as JSON.</summary>
/// <param name="Json">The body: one object, or an array of objects.</param>
/// <param name="Keys">The members of every object, in the order of the first; empty without rows.</param>
/// <param name="Count">How many objects.</param>
/// <param name="First">The first object; empty without rows.</param>
public sealed record BodyRows(ReadOnlyMemory<byte> Json, ImmutableArray<string> Keys, int Count, ReadOnlyMemory<byte> First)
{
    /// <summary>No row at all.</summary>
    public static readonly BodyRows None = new("[]"u8.ToArray(), [], 0, default);

    /// <summary>All rows as one JSON array.</summary>
    public ReadOnlyMemory<byte> ToArray()
    {
        if (Count == 0)
            return None.Json;
        return Count > 1 || Json.Span.TrimStart(" \t\r\n"u8)[0] == '[' ? Json : Bracketed();
    }

    private byte[] Bracketed()
    {
        var array = new byte[First.Length + 2];
        array[0] = (byte)'[';
        First.CopyTo(array.AsMemory(1));
        array[^1] = (byte)']';
        return array;
    }
}
