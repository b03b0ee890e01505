using System.Buffers;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Takes the names off what <c>row_to_json</c> printed.</summary>
internal static class ImageReader
{
    /// <summary>The row as an image.</summary>
    /// <param name="json">The object.</param>
    /// <param name="shape">The shape that is expected.</param>
    /// <returns>The image; with none when the object has other columns than the shape.</returns>
    public static RowImage Read(string json, TableShape shape)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(utf8, JsonDepth.Any);
        var output = new ArrayBufferWriter<byte>(utf8.Length);
        reader.Read();
        var at = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (at == shape.Columns.Length || !reader.ValueTextEquals(shape.Columns[at].Name))
                return default;
            output.Write(at++ == 0 ? "["u8 : ","u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            output.Write(utf8.AsSpan(start..(int)reader.BytesConsumed));
        }

        if (at != shape.Columns.Length)
            return default;
        output.Write("]"u8);
        return new(output.WrittenMemory);
    }

    /// <summary>The names of the columns of an object, in order.</summary>
    public static string[] Names(string json)
    {
        using var document = JsonDocument.Parse(json, JsonDepth.AnyDocument);
        return [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
    }

    /// <summary>The row of an object that has the columns of a shape in another order.</summary>
    public static RowImage Reorder(string json, TableShape shape)
    {
        using var document = JsonDocument.Parse(json, JsonDepth.AnyDocument);
        var values = shape.Columns.Select(column => document.RootElement.GetProperty(column.Name).GetRawText());
        return RowImage.Of($"[{string.Join(',', values)}]");
    }
}
