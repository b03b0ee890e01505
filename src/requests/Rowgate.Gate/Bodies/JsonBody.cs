using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;

namespace Rowgate.Gate.Bodies;

/// <summary>Reads a JSON body: an object, or an array of objects that all have the same members.</summary>
/// <remarks>
/// The rules are PostgREST's: a scalar and <c>[]</c> are no rows, <c>{}</c> is a row of defaults, an array that holds
/// anything but objects is refused like one whose objects differ.
/// </remarks>
internal static class JsonBody
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8, not necessarily valid.</param>
    /// <param name="mayDiffer">True when the objects need not have the same members, because the request names the columns.</param>
    public static Outcome<BodyRows> Read(ReadOnlyMemory<byte> body, bool mayDiffer)
    {
        if (!Utf8.IsValid(body.Span))
            return Refuse("Empty or invalid json", "The body is not valid UTF-8.");
        try
        {
            return Scan(body, mayDiffer);
        }
        catch (JsonException fault)
        {
            return Refuse("Empty or invalid json", Place(body.Span, fault));
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for an escape such as \ud800 alone: half a character, which no text can hold.
            return Refuse("Empty or invalid json", "A string holds half of a surrogate pair.");
        }
    }

    private static Outcome<BodyRows> Scan(ReadOnlyMemory<byte> body, bool mayDiffer)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonDepth.SentMax });
        var keys = new KeySet();
        var count = 0;
        var first = default(Range);
        Advance(ref reader);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            first = ReadObject(ref reader, keys, out _);
            count = 1;
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (Advance(ref reader) && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                    return Refuse("All object keys must match", "The array holds something that is no object.");
                var range = ReadObject(ref reader, keys, out var alike);
                if (!alike && !mayDiffer)
                    return Refuse("All object keys must match", $"Object {count + 1} has other members than the first.");
                if (count++ == 0)
                    first = range;
            }
        }

        // A scalar is done already; anything behind the value makes the reader throw.
        while (Advance(ref reader)) { }
        return count == 0 ? BodyRows.None : new BodyRows(body, keys.Names, count, body[first]);
    }

    private static Range ReadObject(ref Utf8JsonReader reader, KeySet keys, out bool alike)
    {
        var start = (int)reader.TokenStartIndex;
        keys.Begin();
        var depth = reader.CurrentDepth + 1;
        while (Advance(ref reader) && reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth >= depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth)
                keys.Add(ref reader);
        }

        alike = keys.End();
        return start..(int)reader.BytesConsumed;
    }

    // One token on, with a look at what the reader itself does not check: that the escapes of a string make characters.
    private static bool Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            && reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0)
        {
            reader.GetString();
        }

        return true;
    }

    private static Refusal Refuse(string message, string details) =>
        new(RefusalCode.BodyNotUnderstood, message, details, "Send a JSON object, or an array of objects with the same members.");

    private static string Place(ReadOnlySpan<byte> body, JsonException fault) =>
        body.IsEmpty
            ? "The body is empty."
            : fault.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? $"The body is nested deeper than {JsonDepth.SentMax} levels."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Not valid JSON at line {(fault.LineNumber ?? 0) + 1}, byte {(fault.BytePositionInLine ?? 0) + 1}.");
}
