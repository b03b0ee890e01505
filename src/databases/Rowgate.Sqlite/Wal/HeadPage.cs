using System.Buffers.Binary;

namespace Rowgate.Sqlite.Wal;

/// <summary>Reads the number that <c>_rowgate_head</c> holds out of the bytes of its page.</summary>
/// <remarks>
/// The table has one row, so its root is a leaf with one cell; the number is the second value of the record, before
/// anything that could be long. Source: https://www.sqlite.org/fileformat2.html#b_tree_pages
/// </remarks>
internal static class HeadPage
{
    private const byte TableLeaf = 0x0D;

    /// <summary>The number.</summary>
    /// <returns>False when the page is not that table's.</returns>
    public static bool TryReadLast(ReadOnlySpan<byte> page, out long last)
    {
        last = 0;
        if (page[0] != TableLeaf || BinaryPrimitives.ReadUInt16BigEndian(page[3..]) != 1)
            return false;
        int at = BinaryPrimitives.ReadUInt16BigEndian(page[8..]);
        if (at < 8 || at >= page.Length)
            return false;
        var cell = page[at..];
        Varint(ref cell);
        if (Varint(ref cell) != 1)
            return false;

        var record = cell;
        var headerBytes = (int)Varint(ref cell);

        // The id is an alias of the rowid and stored as null: type 0, no bytes.
        if (headerBytes is < 4 or > 20 || Varint(ref cell) != 0)
            return false;
        var (lastType, actorType, trimmedType) = (Varint(ref cell), Varint(ref cell), Varint(ref cell));
        return record.Length - cell.Length == headerBytes
            && (actorType == 0 || (actorType >= 13 && actorType % 2 == 1))
            && trimmedType is >= 1 and <= 9
            && TryReadInteger(lastType, cell, out last);
    }

    private static bool TryReadInteger(long type, ReadOnlySpan<byte> body, out long value)
    {
        value = type == 9 ? 1 : 0;
        if (type is 8 or 9)
            return true;
        var bytes = type switch { >= 1 and <= 4 => (int)type, 5 => 6, 6 => 8, _ => 0 };
        if (bytes == 0 || body.Length < bytes)
            return false;
        value = (sbyte)body[0];
        foreach (var next in body[1..bytes])
            value = (value << 8) | next;
        return true;
    }

    // Past the end it reads zeros, which fit no record of ours.
    private static long Varint(ref ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        for (var at = 0; at < 8 && at < bytes.Length; at++)
        {
            value = (value << 7) | (long)(bytes[at] & 0x7F);
            if (bytes[at] < 0x80)
            {
                bytes = bytes[(at + 1)..];
                return value;
            }
        }

        // The ninth byte counts whole. No number of ours is that long.
        bytes = [];
        return -1;
    }
}
