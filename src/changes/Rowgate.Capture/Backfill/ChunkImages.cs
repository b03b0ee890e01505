using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Rowgate.Core.Values;

namespace Rowgate.Capture.Backfill;

/// <summary>Turns rows as a database renders them into row images. For one thread.</summary>
internal sealed class ChunkImages
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly ImageSlab _slab = new();

    /// <summary>Takes the names off: <c>{"id":7,"name":"ada"}</c> becomes <c>[7,"ada"]</c>.</summary>
    /// <param name="json">A row with all its columns in order.</param>
    public RowImage Of(ReadOnlyMemory<byte> json)
    {
        _output.ResetWrittenCount();
        var reader = new Utf8JsonReader(json.Span, JsonDepth.Any);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _output.Write(_output.WrittenCount == 0 ? "["u8 : ","u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _output.Write(json.Span[start..(int)reader.BytesConsumed]);
        }

        _output.Write(_output.WrittenCount == 0 ? "[]"u8 : "]"u8);
        return _slab.Keep(_output.WrittenSpan);
    }

    /// <summary>Keeps an image that the database has made.</summary>
    public RowImage Keep(ReadOnlyMemory<byte> image) => _slab.Keep(image.Span);

    /// <summary>The key of a row as an image of its own.</summary>
    /// <param name="row">The row, with its values found.</param>
    /// <param name="key">The places of the key's columns, in key order.</param>
    public static RowImage KeyOf(ColumnOffsets row, ImmutableArray<int> key)
    {
        var output = new ArrayBufferWriter<byte>(32);
        foreach (var ordinal in key)
        {
            output.Write(output.WrittenCount == 0 ? "["u8 : ","u8);
            output.Write(row[ordinal]);
        }

        output.Write("]"u8);
        return new(output.WrittenMemory);
    }
}
