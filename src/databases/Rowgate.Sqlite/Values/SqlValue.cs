using System.Text;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Values;

/// <summary>One value of SQLite, owned: an operand, or a value to write.</summary>
internal readonly record struct SqlValue
{
    public static readonly SqlValue Null = new(StorageClass.Null, 0, 0, null);

    private readonly byte[]? _bytes;

    private SqlValue(StorageClass storage, long integer, double real, byte[]? bytes)
    {
        Storage = storage;
        Integer = integer;
        Real = real;
        _bytes = bytes;
    }

    public StorageClass Storage { get; }

    public long Integer { get; }

    public double Real { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool IsNull => Storage == StorageClass.Null;

    public RawValue Raw => Storage switch
    {
        StorageClass.Integer => RawValue.Of(Integer),
        StorageClass.Real => RawValue.Of(Real),
        StorageClass.Text => RawValue.Text(_bytes),
        StorageClass.Blob => RawValue.Blob(_bytes),
        _ => RawValue.Null,
    };

    public static SqlValue Of(long integer) => new(StorageClass.Integer, integer, 0, null);

    public static SqlValue Of(double real) => double.IsNaN(real) ? Null : new(StorageClass.Real, 0, real, null);

    public static SqlValue Of(string text) => new(StorageClass.Text, 0, 0, Encoding.UTF8.GetBytes(text));

    public static SqlValue OfText(ReadOnlySpan<byte> utf8) => new(StorageClass.Text, 0, 0, utf8.ToArray());

    public static SqlValue OfBlob(byte[] bytes) => new(StorageClass.Blob, 0, 0, bytes);

    /// <summary>A copy of a column of the row that a statement stands on.</summary>
    public static SqlValue Of(SqliteStatement row, int column) => (StorageClass)row.TypeOf(column) switch
    {
        StorageClass.Integer => Of(row.Integer(column)),
        StorageClass.Real => Of(row.Float(column)),
        StorageClass.Text => OfText(row.Utf8(column)),
        StorageClass.Blob => OfBlob(row.Blob(column).ToArray()),
        _ => Null,
    };

    public void Bind(SqliteStatement statement, int parameter)
    {
        switch (Storage)
        {
            case StorageClass.Integer:
                statement.Bind(parameter, Integer);
                break;
            case StorageClass.Real:
                statement.Bind(parameter, Real);
                break;
            case StorageClass.Text:
                statement.BindText(parameter, Bytes);
                break;
            case StorageClass.Blob:
                statement.BindBlob(parameter, Bytes);
                break;
            default:
                statement.BindNull(parameter);
                break;
        }
    }

    /// <summary>Text for people: error details.</summary>
    public override string ToString() => Storage switch
    {
        StorageClass.Integer => Integer.ToString(System.Globalization.CultureInfo.InvariantCulture),
        StorageClass.Real => Real.ToString(System.Globalization.CultureInfo.InvariantCulture),
        StorageClass.Text => Encoding.UTF8.GetString(Bytes),
        StorageClass.Blob => "\\x" + Convert.ToHexStringLower(Bytes),
        _ => "null",
    };

    public bool Equals(SqlValue other) =>
        Storage == other.Storage && Integer == other.Integer && Real.Equals(other.Real) && Bytes.SequenceEqual(other.Bytes);

    public override int GetHashCode() => HashCode.Combine(Storage, Integer, Real, Bytes.Length);
}
