using System.Buffers;
using Rowgate.Databases;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Results;

/// <summary>Writes the rows of one answer in one form, batch by batch.</summary>
/// <remarks>One instance writes one answer.</remarks>
internal abstract class RowsWriter
{
    /// <summary>The writer for a format.</summary>
    public static RowsWriter For(ResultFormat format) => format switch
    {
        { Form.Rendering: RowRendering.Csv } => new LinesWriter(),
        { IsRendered: true } => new DocumentWriter(),
        { Shape: ResultShape.Csv } => new CsvWriter(),
        { NullsStripped: true, Form.Rendering: RowRendering.Json } => new StrippedWriter(isArray: format.Shape == ResultShape.Array),
        _ => new JsonWriter(isArray: format.Shape == ResultShape.Array),
    };

    /// <summary>Writes some rows.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rows">One row at least.</param>
    public abstract void Write(IBufferWriter<byte> output, in RowBatch rows);

    /// <summary>Writes what comes behind the last row.</summary>
    public abstract void End(IBufferWriter<byte> output);
}
