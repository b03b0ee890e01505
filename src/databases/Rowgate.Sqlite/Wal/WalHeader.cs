using System.Buffers.Binary;

namespace Rowgate.Sqlite.Wal;

/// <summary>The start of a WAL file: one generation of it, from one reset to the next.</summary>
/// <remarks>Source: https://www.sqlite.org/fileformat2.html#walformat</remarks>
/// <param name="PageBytes">The size of a page.</param>
/// <param name="Salt">Both salts as one number: every frame of the generation carries it.</param>
/// <param name="Seed">The checksum that the first frame's goes on from.</param>
internal readonly record struct WalHeader(int PageBytes, ulong Salt, WalChecksum Seed)
{
    public const int Bytes = 32;

    private const uint MagicLittleEndian = 0x377f0682;
    private const uint MagicBigEndian = 0x377f0683;

    /// <summary>Reads the header.</summary>
    /// <returns>False when it is not whole: the file is new, or somebody is writing it just now.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out WalHeader header)
    {
        header = default;
        if (bytes.Length < Bytes)
            return false;
        var magic = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (magic is not (MagicLittleEndian or MagicBigEndian))
            return false;
        var seed = new WalChecksum(magic == MagicBigEndian, 0, 0).Over(bytes[..24]);
        if (!seed.Matches(bytes[24..32]))
            return false;
        var size = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
        header = new(size, BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), seed);
        return size is >= 512 and <= 65536;
    }
}
