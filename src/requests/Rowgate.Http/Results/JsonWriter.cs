// Hot path: bench/PointRead
using System.Buffers;
using Rowgate.Databases;

namespace Rowgate.Http.Results;

/// <summary>Writes rows as JSON: the bytes of the database as they are, with brackets around.</summary>
internal sealed class JsonWriter(bool isArray) : RowsWriter
{
    private bool _hasRows;

    /// <inheritdoc/>
    public override void Write(IBufferWriter<byte> output, in RowBatch rows)
    {
        if (_hasRows)
            output.Write(","u8);
        else if (isArray)
            output.Write("["u8);
        output.Write(rows.Json.Span);
        _hasRows = true;
    }

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output)
    {
        if (isArray)
            output.Write(_hasRows ? "]"u8 : "[]"u8);
    }
}
