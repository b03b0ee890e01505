// Hot path: bench/Journal
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Rowgate.Journal.Batches;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Trusts nothing: whatever the bytes, it ends, inside of them.</summary>
internal ref struct ByteReader(ReadOnlyMemory<byte> memory)
{
    private readonly ReadOnlySpan<byte> _bytes = memory.Span;
    private int _at;

    public readonly int Left => _bytes.Length - _at;

    public byte Byte()
    {
        if (Left < 1)
            ThrowTooShort();
        return _bytes[_at++];
    }

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public long Fixed64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Number() => Left > 0 && _bytes[_at] < 0x80 ? _bytes[_at++] : LongNumber();

    /// <summary>A count or length that the bytes that are left could hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count()
    {
        var value = Number();
        if (value > (ulong)Left)
            ThrowTooShort();
        return (int)value;
    }

    /// <summary>A part of the memory itself; nothing is copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlyMemory<byte> Bytes()
    {
        var length = Count();
        var value = memory.Slice(_at, length);
        _at += length;
        return value;
    }

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    private ulong LongNumber()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A number has no end.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Left < count)
            ThrowTooShort();
        var span = _bytes.Slice(_at, count);
        _at += count;
        return span;
    }

    private static void ThrowTooShort() => throw new InvalidDataException("The batch is too short for what it says it holds.");
}
