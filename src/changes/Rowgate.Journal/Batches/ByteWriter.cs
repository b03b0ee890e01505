// Hot path: bench/Journal
using System.Buffers.Binary;
using System.Text;

namespace Rowgate.Journal.Batches;

/// <summary>A growing run of bytes. Numbers are little-endian; small ones take seven bits to a byte.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[64 << 10];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Fixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);

    public void Fixed64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);

    public void Number(ulong value)
    {
        Room(10);
        var at = Length;
        while (value >= 0x80)
        {
            _bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[at++] = (byte)value;
        Length = at;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Number((ulong)count);
        Encoding.UTF8.GetBytes(value, Reserve(count));
    }

    // The bytes asked for, already counted as written.
    private Span<byte> Reserve(int count)
    {
        Room(count);
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    private void Room(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, Length + (long)count)));
    }
}
