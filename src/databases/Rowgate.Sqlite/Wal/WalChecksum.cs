// Hot path: bench/Capture
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Rowgate.Sqlite.Wal;

/// <summary>The running checksum of a WAL file: each frame's covers everything from the start of the file.</summary>
/// <param name="IsBigEndian">How the words are read; the file's magic number says so.</param>
/// <param name="First">The first half.</param>
/// <param name="Second">The second half.</param>
internal readonly record struct WalChecksum(bool IsBigEndian, uint First, uint Second)
{
    /// <summary>The checksum after these bytes too.</summary>
    /// <param name="bytes">A multiple of eight.</param>
    public WalChecksum Over(ReadOnlySpan<byte> bytes)
    {
        var (first, second) = (First, Second);
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        var swap = IsBigEndian == BitConverter.IsLittleEndian;
        for (var at = 0; at < words.Length; at += 2)
        {
            first += (swap ? BinaryPrimitives.ReverseEndianness(words[at]) : words[at]) + second;
            second += (swap ? BinaryPrimitives.ReverseEndianness(words[at + 1]) : words[at + 1]) + first;
        }

        return new(IsBigEndian, first, second);
    }

    /// <summary>True when these eight bytes say the same.</summary>
    public bool Matches(ReadOnlySpan<byte> stored) =>
        BinaryPrimitives.ReadUInt32BigEndian(stored) == First && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == Second;
}
