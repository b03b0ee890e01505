// Hot path: bench/PointRead
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>The rows of one read, on one connection, in one read transaction.</summary>
internal sealed class SqliteRowStream : RowStream
{
    private const int BatchBytes = 64 << 10;
    private const int FirstBufferBytes = 4 << 10;

    private readonly ReadNode _node;
    private readonly ReadSession _session;
    private readonly PooledBuffer _buffer = new(FirstBufferBytes);
    private int[] _ends = new int[16];
    private bool _started;
    private bool _finished;
    private bool _disposed;

    public SqliteRowStream(ReadNode node, ReadSession session, long? total, SnapshotMark? mark)
    {
        _node = node;
        _session = session;
        Total = total;
        Mark = mark;
    }

    /// <inheritdoc/>
    public override ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_finished)
            return ValueTask.FromResult<Outcome<RowBatch>>(default(RowBatch));
        try
        {
            using var interrupt = _session.InterruptOn(cancellationToken);
            return ValueTask.FromResult<Outcome<RowBatch>>(Fill());
        }
        catch (SqliteException cause)
        {
            _finished = true;
            return ValueTask.FromResult<Outcome<RowBatch>>(_session.Refuse(cause, cancellationToken));
        }
        catch (RefusedException cause)
        {
            _finished = true;
            return ValueTask.FromResult<Outcome<RowBatch>>(cause.Refusal);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _finished = true;
            _node.Detach();
            _session.Dispose();
            _buffer.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private RowBatch Fill()
    {
        if (!_started)
        {
            _node.Start();
            _started = true;
        }

        _buffer.Clear();
        var count = 0;
        while (_buffer.Length < BatchBytes)
        {
            if (!_node.Step())
            {
                _finished = true;
                break;
            }

            if (count > 0)
                _buffer.Add((byte)',');
            _node.WriteRow(_buffer);
            if (count == _ends.Length)
                Array.Resize(ref _ends, _ends.Length * 2);
            _ends[count++] = _buffer.Length;
        }

        return new(_buffer.Written, _ends.AsMemory(0, count));
    }
}
