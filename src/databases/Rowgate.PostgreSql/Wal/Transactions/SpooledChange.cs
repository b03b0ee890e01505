// Hot path: bench/Postgres/PostgresWal
using System.Buffers.Binary;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>A change that is spooled decoded: its kind, the number of its table, the length of its first image, and its images.</summary>
/// <remarks>Its kind is a byte that no message begins with.</remarks>
internal static class SpooledChange
{
    private const byte Inserted = 1;
    private const byte Updated = 2;
    private const byte Deleted = 3;
    private const byte Reread = 4;
    private const int TableAt = 1;
    private const int LengthAt = TableAt + sizeof(int);
    private const int ImagesAt = LengthAt + sizeof(int);

    /// <summary>True when a spooled record is such a change, and not a message.</summary>
    public static bool IsOne(ReadOnlySpan<byte> record) => record[0] <= Reread;

    /// <summary>The number of its table.</summary>
    public static int TableOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record[TableAt..]);

    /// <summary>How many bytes it takes.</summary>
    public static int LengthOf(Change change)
    {
        var (_, first, second) = Parts(change);
        return ImagesAt + first.Json.Length + second.Json.Length;
    }

    /// <summary>Writes it.</summary>
    /// <param name="record">As many bytes as it takes.</param>
    /// <param name="change">A change of a row.</param>
    /// <param name="table">The number of its table.</param>
    public static void Write(Span<byte> record, Change change, int table)
    {
        var (kind, first, second) = Parts(change);
        record[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(record[TableAt..], table);
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], first.Json.Length);
        first.Json.Span.CopyTo(record[ImagesAt..]);
        second.Json.Span.CopyTo(record[(ImagesAt + first.Json.Length)..]);
    }

    /// <summary>Reads it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="shape">The shape of its table.</param>
    /// <param name="slab">Keeps its images.</param>
    public static Change Read(ReadOnlySpan<byte> record, TableShape shape, ImageSlab slab)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(record[LengthAt..]);
        var image = slab.Keep(record.Slice(ImagesAt, length));
        return record[0] switch
        {
            Inserted => new RowInserted(shape, image),
            Updated => new RowUpdated(shape, image, slab.Keep(record[(ImagesAt + length)..])),
            Deleted => new RowDeleted(shape, image),
            _ => new RowRead(shape, image),
        };
    }

    private static (byte Kind, RowImage First, RowImage Second) Parts(Change change) => change switch
    {
        RowInserted inserted => (Inserted, inserted.After, default),
        RowUpdated updated => (Updated, updated.Before, updated.After),
        RowDeleted deleted => (Deleted, deleted.Before, default),
        RowRead read => (Reread, read.After, default),
        _ => throw new ArgumentException($"No change of a row: {change.GetType().Name}.", nameof(change)),
    };
}
