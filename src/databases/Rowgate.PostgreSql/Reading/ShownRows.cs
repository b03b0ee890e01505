using System.Runtime.InteropServices;
using System.Text;
using Npgsql;
using Rowgate.Core.Values;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Collects the rows that a result shows.</summary>
/// <param name="statement">What gave them.</param>
internal sealed class ShownRows(ReadStatement statement) : IDisposable
{
    private readonly PooledBuffer _buffer = new();
    private int[] _ends = new int[4];
    private int _ended;
    private bool _hasHeader;

    /// <summary>How many bytes there are that were not handed over.</summary>
    public int Length => _buffer.Length;

    /// <summary>How many rows there are, the header not counted.</summary>
    public int Count { get; private set; }

    /// <summary>The rows, valid until the next one is added.</summary>
    public RowBatch Batch => new(_buffer.Written, _ends.AsMemory(0, _ended));

    /// <summary>The rows, in memory of their own.</summary>
    public RowBatch ToBatch() => new(_buffer.WrittenSpan.ToArray(), _ends.AsSpan(0, _ended).ToArray());

    /// <summary>The rows since they were handed over last, valid until the next one is added.</summary>
    public RowBatch HandOver()
    {
        var rows = new RowBatch(_buffer.Written, _ends.AsSpan(0, _ended).ToArray());
        _buffer.Clear();
        _ended = 0;
        return rows;
    }

    /// <summary>Adds the value of the row at which the reader stands. Null adds an empty one.</summary>
    public void Add(NpgsqlDataReader reader, int place)
    {
        if (!_hasHeader && statement.Header is { } header)
        {
            _buffer.Add(Encoding.UTF8.GetBytes(header));
            End();
        }

        _hasHeader = true;
        if (_buffer.Length > 0 || _ended > 0)
            _buffer.Add(statement.Separator);
        Copy(reader, place, _buffer);
        Count++;
        if (statement.IsOneRow && _ended == 1)
            _ends[0] = _buffer.Length;
        else
            End();
    }

    /// <summary>Copies a value as it is on the wire.</summary>
    public static void Copy(NpgsqlDataReader reader, int place, PooledBuffer output)
    {
        if (reader.IsDBNull(place))
            return;
        var length = checked((int)reader.GetBytes(place, 0, null, 0, 0));
        if (length == 0)
            return;
        MemoryMarshal.TryGetArray<byte>(output.GetMemory(length), out var room);
        output.Advance((int)reader.GetBytes(place, 0, room.Array, room.Offset, length));
    }

    public void Dispose() => _buffer.Dispose();

    private void End()
    {
        if (_ended == _ends.Length)
            Array.Resize(ref _ends, _ends.Length * 4);
        _ends[_ended++] = _buffer.Length;
    }
}
