// Hot path: bench/PointRead
using System.Buffers;
using Rowgate.Core.Errors;

namespace Rowgate.Core.Values;

/// <summary>A growing run of bytes on a pooled array. Not safe for several threads.</summary>
/// <param name="capacity">The bytes to begin with.</param>
public sealed class PooledBuffer(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    /// <summary>How many bytes one buffer holds at most: 1 GiB. More is a <see cref="RefusedException"/>.</summary>
    public const int LengthMax = 1 << 30;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written, valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>The bytes written, valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the bytes and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets the bytes behind a place.</summary>
    /// <param name="length">How many bytes stay; no more than there are.</param>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Writes one byte.</summary>
    public void Add(byte value)
    {
        if (Length == _bytes.Length)
            Grow(1);
        _bytes[Length++] = value;
    }

    /// <summary>Writes bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(1, sizeHint));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(1, sizeHint));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow(int room)
    {
        if (_bytes.Length - Length >= room)
            return;
        var needed = (long)Length + room;
        if (needed > LengthMax)
            throw TooLarge();
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(LengthMax, _bytes.Length * 2L)));
        WrittenSpan.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private static RefusedException TooLarge() =>
        new(new(
            RefusalCode.QueryTooComplex,
            $"A row, or a part of the answer, is larger than {LengthMax} bytes",
            Hint: "Select fewer columns, or narrow the rows."));
}
