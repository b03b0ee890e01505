// Hot path: bench/Fanout
namespace Rowgate.Sqlite.Values;

/// <summary>One value of SQLite, borrowed: its bytes belong to someone else.</summary>
internal readonly ref struct RawValue
{
    private RawValue(StorageClass storage, long integer, double real, ReadOnlySpan<byte> bytes)
    {
        Storage = storage;
        Integer = integer;
        Real = real;
        Bytes = bytes;
    }

    public static RawValue Null => new(StorageClass.Null, 0, 0, default);

    public StorageClass Storage { get; }

    public long Integer { get; }

    public double Real { get; }

    /// <summary>The UTF-8 of a text, or the bytes of a blob.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsNull => Storage == StorageClass.Null;

    public static RawValue Of(long integer) => new(StorageClass.Integer, integer, 0, default);

    // SQLite has no NaN: it keeps null instead.
    public static RawValue Of(double real) => double.IsNaN(real) ? Null : new(StorageClass.Real, 0, real, default);

    public static RawValue Text(ReadOnlySpan<byte> utf8) => new(StorageClass.Text, 0, 0, utf8);

    public static RawValue Blob(ReadOnlySpan<byte> bytes) => new(StorageClass.Blob, 0, 0, bytes);
}
