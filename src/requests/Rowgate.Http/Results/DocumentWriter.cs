using System.Buffers;
using Rowgate.Databases;

namespace Rowgate.Http.Results;

/// <summary>Writes a document that the database has made, as it is.</summary>
internal sealed class DocumentWriter : RowsWriter
{
    /// <inheritdoc/>
    public override void Write(IBufferWriter<byte> output, in RowBatch rows) => output.Write(rows.Json.Span);

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output) { }
}
