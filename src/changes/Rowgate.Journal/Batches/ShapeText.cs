using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Journal.Batches;

/// <summary>A shape as JSON text, so that people can read it in the store too.</summary>
internal static class ShapeText
{
    public static string Write(TableShape shape)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("schema", shape.Table.Schema);
            json.WriteString("table", shape.Table.Name);
            json.WriteStartArray("columns");
            foreach (var column in shape.Columns)
            {
                json.WriteStartArray();
                json.WriteStringValue(column.Name);
                json.WriteStringValue(column.Type);
                json.WriteStringValue(column.Kind.ToString());
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("key");
            foreach (var index in shape.Key)
                json.WriteNumberValue(index);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Reads the text back.</summary>
    /// <exception cref="InvalidDataException">It is not the text of the shape with this id.</exception>
    public static TableShape Read(long id, string text)
    {
        TableShape shape;
        try
        {
            using var json = JsonDocument.Parse(text);
            shape = Of(json.RootElement);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException
            or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The text of shape {id} cannot be read.", cause);
        }

        return shape.Id == id ? shape : throw new InvalidDataException($"The text of shape {id} is that of shape {shape.Id}.");
    }

    private static TableShape Of(JsonElement json)
    {
        var name = new TableName(json.GetProperty("schema").GetString()!, json.GetProperty("table").GetString()!);
        var columns = json.GetProperty("columns").EnumerateArray().Select(column =>
            new ShapeColumn(column[0].GetString()!, column[1].GetString()!, Enum.Parse<ValueKind>(column[2].GetString()!)));
        return new(name, [.. columns], json.GetProperty("key").EnumerateArray().Select(index => index.GetInt32()).ToImmutableArray());
    }
}
