// Hot path: bench/Postgres/PostgresPointRead
using System.Text;
using Rowgate.Core.Values;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Takes rows from a run, some at a time.</summary>
/// <param name="run">Where they come from.</param>
/// <param name="statement">What is run.</param>
/// <param name="hasBegun">True when rows of it were taken before.</param>
internal sealed class RowFiller(ReadRun run, ReadStatement statement, bool hasBegun = false) : IDisposable
{
    private const int FirstBufferBytes = 4 << 10;

    private readonly PooledBuffer _buffer = new(FirstBufferBytes);
    private int[] _ends = new int[4];
    private int _count;
    private bool _hasBegun = hasBegun;

    /// <summary>True when the last row was taken.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>The rows that were taken last; valid until others are.</summary>
    public RowBatch Rows => new(_buffer.Written, _ends.AsMemory(0, _count));

    /// <summary>Takes the next rows.</summary>
    /// <param name="bytes">About how many bytes.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    public async ValueTask FillAsync(int bytes, CancellationToken cancellationToken)
    {
        _buffer.Clear();
        _count = 0;
        while (_buffer.Length < bytes || statement.IsOneRow)
        {
            var before = _buffer.Length;
            if (!_hasBegun && statement.Header is { } header)
                AddHeader(header);
            if (_count > 0)
                _buffer.Add(statement.Separator);
            if (!await run.ReadRowAsync(_buffer, cancellationToken))
            {
                IsFinished = true;
                TakeBack(before);
                return;
            }

            _hasBegun = true;
            if (statement.IsOneRow && _count == 1)
                _ends[0] = _buffer.Length;
            else
                End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

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
