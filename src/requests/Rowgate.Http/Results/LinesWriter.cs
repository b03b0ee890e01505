using System.Buffers;
using Rowgate.Databases;

namespace Rowgate.Http.Results;

/// <summary>Writes lines that the database has made, the first of them a header.</summary>
internal sealed class LinesWriter : RowsWriter
{
    private bool _hasLines;

    /// <inheritdoc/>
    public override void Write(IBufferWriter<byte> output, in RowBatch rows)
    {
        if (_hasLines)
            output.Write("\n"u8);
        output.Write(rows.Json.Span);
        _hasLines = true;
    }

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output)
    {
        if (!_hasLines)
            output.Write("\n"u8);
    }
}
