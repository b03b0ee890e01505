using System.Buffers;
using System.Text.Json;
using Rowgate.Core.Values;
using Rowgate.Databases;

namespace Rowgate.Http.Results;

/// <summary>Writes rows as JSON without the members that are null, at any depth.</summary>
/// <remarks>Elements of arrays stay, as in PostgreSQL's <c>json_strip_nulls</c>.</remarks>
internal sealed class StrippedWriter(bool isArray) : RowsWriter
{
    private bool _hasRows;

    /// <inheritdoc/>
    public override void Write(IBufferWriter<byte> output, in RowBatch rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (_hasRows)
                output.Write(","u8);
            else if (isArray)
                output.Write("["u8);
            Strip(output, rows[i].Span);
            _hasRows = true;
        }
    }

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output)
    {
        if (isArray)
            output.Write(_hasRows ? "]"u8 : "[]"u8);
    }

    // Copies literals verbatim, so that no digit of a number is lost.
    private static void Strip(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        // What a value needs in front of it: a comma after another one, or the name of the member that holds it.
        var needsComma = false;
        var name = default(ReadOnlySpan<byte>);
        var reader = new Utf8JsonReader(json, JsonDepth.Any);
        while (reader.Read())
        {
            var token = json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    // With the colon behind it.
                    name = token;
                    continue;
                case JsonTokenType.Null when !name.IsEmpty:
                    name = default;
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    output.Write(token);
                    needsComma = true;
                    continue;
            }

            if (needsComma)
                output.Write(","u8);
            output.Write(name);
            output.Write(token);
            name = default;
            needsComma = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
        }
    }
}
