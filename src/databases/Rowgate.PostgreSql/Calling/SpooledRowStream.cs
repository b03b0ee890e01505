using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.PostgreSql.Reading;

namespace Rowgate.PostgreSql.Calling;

/// <summary>The rows of a call that has ended.</summary>
internal sealed class SpooledRowStream : RowStream
{
    private const int BatchBytes = 64 << 10;

    private readonly RowSpool _rows;
    private readonly ReadStatement _statement;
    private readonly PooledBuffer _buffer = new();
    private readonly List<int> _ends = [];
    private bool _hasBegun;
    private bool _disposed;

    public SpooledRowStream(RowSpool rows, ReadStatement statement, long? total, ResponseWishes? response)
    {
        (_rows, _statement) = (rows, statement);
        (Total, Response) = (total, response);
    }

    /// <inheritdoc/>
    public override async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _buffer.Clear();
        _ends.Clear();
        while (_buffer.Length < BatchBytes || _statement.IsOneRow)
        {
            var before = _buffer.Length;
            var header = _hasBegun ? null : _statement.Header;
            if (header is not null)
            {
                _buffer.Add(Encoding.UTF8.GetBytes(header));
                _ends.Add(_buffer.Length);
            }

            if (_ends.Count > 0)
                _buffer.Add(_statement.Separator);
            if (!await _rows.NextAsync(_buffer, cancellationToken))
            {
                _buffer.Truncate(before);
                if (header is not null)
                    _ends.Clear();
                break;
            }

            _hasBegun = true;
            if (_statement.IsOneRow && _ends.Count == 1)
                _ends[0] = _buffer.Length;
            else
                _ends.Add(_buffer.Length);
        }

        return new RowBatch(_buffer.Written, _ends.ToArray());
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _buffer.Dispose();
        await _rows.DisposeAsync();
    }
}
