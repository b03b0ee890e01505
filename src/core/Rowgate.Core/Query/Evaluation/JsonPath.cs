// Hot path: bench/Fanout
using System.Collections.Immutable;
using System.Text.Json;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.Core.Query.Evaluation;

/// <summary>Walks JSON paths through JSON text, for those who implement <see cref="ValueRules"/>.</summary>
/// <remarks>Nothing is allocated. Where an object has a key twice, the first one counts, as in SQLite.</remarks>
public static class JsonPath
{
    /// <summary>The value at the end of a path, as it is written in the document.</summary>
    /// <param name="document">Well-formed JSON; spaces are allowed.</param>
    /// <param name="path">The steps. Whether the last one wants text (<c>-&gt;&gt;</c>) is left to the caller.</param>
    /// <returns>A part of the document, such as <c>{"a":1}</c>, <c>"x"</c> or <c>null</c>; empty when there is none, which
    /// is SQL's null.</returns>
    /// <exception cref="JsonException">The text is not well-formed up to the value.</exception>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> document, ImmutableArray<JsonStep> path)
    {
        foreach (var step in path)
        {
            var reader = new Utf8JsonReader(document, JsonDepth.Any);
            if (document.IsEmpty || !reader.Read())
                return default;
            document = step.Key is { } key ? Member(document, ref reader, key) : Element(document, ref reader, step.Index);
        }

        return document;
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> document, scoped ref Utf8JsonReader reader, string key)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = IsNamed(ref reader, key);
            reader.Read();
            var value = Value(document, ref reader);
            if (found)
                return value;
        }

        return default;
    }

    private static bool IsNamed(scoped ref Utf8JsonReader reader, string key)
    {
        try
        {
            return reader.ValueTextEquals(key);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, as in "\ud800": valid by the grammar of JSON, and no text that a key could equal.
            return false;
        }
    }

    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> document, scoped ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return default;
        if (index < 0)
        {
            index += Count(reader);
            if (index < 0)
                return default;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var value = Value(document, ref reader);
            if (index-- == 0)
                return value;
        }

        return default;
    }

    // Takes a copy of the reader, so that the caller's stays at the start.
    private static int Count(Utf8JsonReader reader)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        return count;
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> document, scoped ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return document[start..(int)reader.BytesConsumed];
    }
}
