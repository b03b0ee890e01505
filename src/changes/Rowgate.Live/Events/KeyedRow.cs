using System.Text.Json;

namespace Rowgate.Live.Events;

/// <summary>Takes the key off a row that was read with it.</summary>
internal static class KeyedRow
{
    /// <summary>Splits <c>{"$key":[7],"id":7}</c> into <c>[7]</c> and <c>{"id":7}</c>.</summary>
    /// <param name="json">A row whose first member is its key.</param>
    /// <param name="row">The row without it.</param>
    /// <returns>The key: a part of <paramref name="json"/>.</returns>
    public static ReadOnlyMemory<byte> Split(ReadOnlyMemory<byte> json, out byte[] row)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        reader.Read();
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        // The next member, or the end of the object.
        reader.Read();
        var rest = json[(int)reader.TokenStartIndex..];
        row = new byte[rest.Length + 1];
        row[0] = (byte)'{';
        rest.CopyTo(row.AsMemory(1));
        return json[start..end];
    }
}
