// Hot path: bench/Postgres/PostgresWal
using System.Buffers.Binary;
using System.Text;

namespace Rowgate.PostgreSql.Wal.Protocol;

/// <summary>Reads the fields of a message: numbers are big-endian, text ends with a zero byte.</summary>
/// <param name="bytes">The message.</param>
/// <param name="at">Where to begin.</param>
internal ref struct MessageReader(ReadOnlySpan<byte> bytes, int at = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at = at;

    /// <summary>How many bytes were read.</summary>
    public readonly int At => _at;

    public byte Byte() => _bytes[_at++];

    public int Int16()
    {
        var value = BinaryPrimitives.ReadInt16BigEndian(_bytes[_at..]);
        _at += sizeof(short);
        return value;
    }

    public int Int32()
    {
        var value = BinaryPrimitives.ReadInt32BigEndian(_bytes[_at..]);
        _at += sizeof(int);
        return value;
    }

    public uint UInt32() => (uint)Int32();

    public ulong UInt64()
    {
        var value = BinaryPrimitives.ReadUInt64BigEndian(_bytes[_at..]);
        _at += sizeof(ulong);
        return value;
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var value = _bytes.Slice(_at, count);
        _at += count;
        return value;
    }

    public ReadOnlySpan<byte> Utf8()
    {
        var length = _bytes[_at..].IndexOf((byte)0);
        var value = _bytes.Slice(_at, length);
        _at += length + 1;
        return value;
    }

    public string Text() => Encoding.UTF8.GetString(Utf8());

    /// <summary>A time: microseconds since the year 2000.</summary>
    public DateTimeOffset Time() => Epoch.AddTicks((long)UInt64() * TimeSpan.TicksPerMicrosecond);

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
