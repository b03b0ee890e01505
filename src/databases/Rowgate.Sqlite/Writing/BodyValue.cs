using System.Text;
using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Writing;

/// <summary>Reads one value of a body as a value of its column, as PostgreSQL's <c>json_to_recordset</c> does.</summary>
internal static class BodyValue
{
    /// <summary>The value that the reader stands on; the reader then stands on its last token.</summary>
    /// <param name="column">Where it is to go.</param>
    /// <param name="reader">On the first token of the value.</param>
    /// <param name="json">All of the text that the reader reads.</param>
    public static Outcome<SqlValue> Read(Column column, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var kind = column.Type.Kind;
        if (reader.TokenType == JsonTokenType.Null)
            return SqlValue.Null;
        if (kind == ValueKind.Json || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            return Document(kind, Raw(ref reader, json));
        return reader.TokenType switch
        {
            JsonTokenType.String => Text(kind, ref reader),
            JsonTokenType.Number => Number(kind, reader.ValueSpan),
            _ => Truth(kind, reader.TokenType == JsonTokenType.True),
        };
    }

    /// <summary>The value of a JSON literal.</summary>
    public static Outcome<SqlValue> Read(Column column, string literal)
    {
        var json = Encoding.UTF8.GetBytes(literal);
        var reader = new Utf8JsonReader(json, JsonText.Strict);
        reader.Read();
        return Read(column, ref reader, json);
    }

    private static ReadOnlySpan<byte> Raw(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    // Documents go into JSON columns, and as their text wherever any text may go.
    private static Outcome<SqlValue> Document(ValueKind kind, ReadOnlySpan<byte> raw) =>
        kind is ValueKind.Json or ValueKind.Text or ValueKind.Any
            ? SqlValue.OfText(raw)
            : Operand.Read(kind, Encoding.UTF8.GetString(raw));

    private static Outcome<SqlValue> Text(ValueKind kind, ref Utf8JsonReader reader)
    {
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return new Refusal(
                RefusalCode.InvalidText, "invalid input syntax for type json", "A text holds half of a surrogate pair.");
        }

        // Where the column declares nothing, a text stays a text, even one that looks like a number.
        return kind == ValueKind.Any && NumericText.TryParse(text, out _) ? SqlValue.Of(text) : Operand.Read(kind, text);
    }

    private static Outcome<SqlValue> Number(ValueKind kind, ReadOnlySpan<byte> digits) => kind switch
    {
        ValueKind.Any or ValueKind.Bytes => NumericText.OfJson(digits),
        _ => Operand.Read(kind, Encoding.UTF8.GetString(digits)),
    };

    private static Outcome<SqlValue> Truth(ValueKind kind, bool value) => kind switch
    {
        ValueKind.Any or ValueKind.Bytes or ValueKind.Boolean => SqlValue.Of(value ? 1L : 0L),
        _ => Operand.Read(kind, value ? "true" : "false"),
    };
}
