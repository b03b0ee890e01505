// Hot path: bench/Postgres/PostgresPointRead
using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Reading;

/// <summary>The rows of one read, as the server renders them.</summary>
/// <remarks>Rows of a connection of its own come batch by batch, as the caller asks for them. A shared connection is not
/// kept waiting for the caller: its rows, which are few, are taken at once.</remarks>
internal sealed class PostgresRowStream : RowStream
{
    private const int BatchBytes = 64 << 10;
    private const int FirstBufferBytes = 4 << 10;

    private readonly ReadRun _run;
    private readonly ReadStatement _statement;
    private readonly StatementCosts _costs;
    private readonly TimeProvider _time;
    private readonly PooledBuffer _buffer = new(FirstBufferBytes);
    private int[] _ends = new int[4];
    private int _count;
    private bool _hasRows;
    private bool _finished;
    private bool _disposed;

    public PostgresRowStream(ReadRun run, ReadStatement statement, SnapshotMark? mark, StatementCosts costs, TimeProvider time)
    {
        (_run, _statement, _costs, _time) = (run, statement, costs, time);
        (Total, Mark, Response) = (run.Total, mark, run.Wishes);
    }

    /// <inheritdoc/>
    public override async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_finished)
            return default(RowBatch);
        var begin = _time.GetTimestamp();
        var isFirst = !_hasRows;
        try
        {
            if (!_run.IsStarted && await _run.StartAsync(cancellationToken) is { } refusal)
            {
                _finished = true;
                return refusal;
            }

            Response = _run.Wishes;
            await FillAsync(cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            _finished = true;
            return _run.Refuse(cause, cancellationToken);
        }
        catch (RefusedException cause)
        {
            _finished = true;
            return cause.Refusal;
        }

        if (isFirst)
            _costs.Note(_statement.Text, _time.GetElapsedTime(begin), _finished ? _buffer.Length : int.MaxValue, wasShared: !_run.IsOwn);
        if (_finished && !_run.IsOwn)
            await _run.DisposeAsync();
        return new RowBatch(_buffer.Written, _ends.AsMemory(0, _count));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _finished = true;
        _buffer.Dispose();
        await _run.DisposeAsync();
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.Clear();
        _count = 0;
        while (_buffer.Length < BatchBytes || !_run.IsOwn || _statement.IsOneRow)
        {
            var before = _buffer.Length;
            if (!_hasRows && _statement.Header is { } header)
                AddHeader(header);
            if (_count > 0)
                _buffer.Add(_statement.Separator);
            if (!await _run.ReadRowAsync(_buffer, cancellationToken))
            {
                _finished = true;
                TakeBack(before);
                return;
            }

            _hasRows = true;
            if (_statement.IsOneRow && _count == 1)
                _ends[0] = _buffer.Length;
            else
                End();
        }
    }

    private void AddHeader(string header)
    {
        _buffer.Add(Encoding.UTF8.GetBytes(header));
        End();
    }

    private void End()
    {
        if (_count == _ends.Length)
            Array.Resize(ref _ends, _ends.Length * 4);
        _ends[_count++] = _buffer.Length;
    }

    // The separator, or the header, that no row followed.
    private void TakeBack(int length)
    {
        _buffer.Truncate(length);
        if (length == 0)
            _count = 0;
    }
}
