// Hot path: bench/Postgres/PostgresBackfill
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Rows as row images, made of the server's composite text.</summary>
internal sealed class ImageRowStream : RowStream
{
    private readonly RowStream _rows;
    private readonly CompositeWriter _writer;
    private readonly ImageWriters _writers;
    private readonly PooledBuffer _images = new(128 << 10);
    private int[] _ends = new int[64];

    public ImageRowStream(RowStream rows, CompositeWriter writer, ImageWriters writers)
    {
        (_rows, _writer, _writers) = (rows, writer, writers);
        (Total, Mark) = (rows.Total, rows.Mark);
    }

    /// <inheritdoc/>
    public override async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        var next = await _rows.NextAsync(cancellationToken);
        if (!next.Accepted || next.Value.Count == 0)
            return next;
        try
        {
            return Write(next.Value);
        }
        catch (StaleTypeException)
        {
            _writers.Forget();
            return new Refusal(RefusalCode.NotReady, "A type of the table was altered while its rows were read", Hint: "Read them again.");
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _images.Dispose();
        await _rows.DisposeAsync();
    }

    private RowBatch Write(RowBatch rows)
    {
        _images.Clear();
        if (_ends.Length < rows.Count)
            _ends = new int[rows.Count * 2];
        var text = rows.Json.Span;
        var ends = rows.RowEnds.Span;
        var start = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0)
                _images.Add((byte)',');
            _writer.Write(text[start..ends[i]], _images);
            _ends[i] = _images.Length;
            start = ends[i] + 1;
        }

        return new(_images.Written, _ends.AsMemory(0, rows.Count));
    }
}
