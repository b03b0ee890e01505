// Hot path: bench/PointRead
using System.Text;
using SQLitePCL;

namespace Rowgate.SqliteEngine;

/// <summary>A prepared statement. Parameters count from one, columns from zero, as in SQLite.</summary>
/// <remarks>Dispose it to reset it and give it back to its connection's cache.</remarks>
public sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _handle;

    internal SqliteStatement(SqliteConnection connection, sqlite3_stmt handle, string sql)
    {
        _connection = connection;
        _handle = handle;
        Sql = sql;
    }

    /// <summary>The text.</summary>
    public string Sql { get; }

    /// <summary>How many columns the result has.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_handle);

    /// <summary>Binds a whole number.</summary>
    public void Bind(int parameter, long value) => _connection.Check(raw.sqlite3_bind_int64(_handle, parameter, value));

    /// <summary>Binds a floating point number; NaN becomes null, as SQLite has none.</summary>
    public void Bind(int parameter, double value) => _connection.Check(raw.sqlite3_bind_double(_handle, parameter, value));

    /// <summary>Binds text, or null.</summary>
    public void Bind(int parameter, string? value)
    {
        if (value is null)
            BindNull(parameter);
        else
            BindText(parameter, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Binds text given as UTF-8.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> utf8) =>
        // An empty span has no address, and SQLite would take that for null.
        _connection.Check(utf8.IsEmpty
            ? raw.sqlite3_bind_text(_handle, parameter, "")
            : raw.sqlite3_bind_text(_handle, parameter, utf8));

    /// <summary>Binds bytes.</summary>
    public void BindBlob(int parameter, ReadOnlySpan<byte> bytes) =>
        _connection.Check(bytes.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, parameter, 0)
            : raw.sqlite3_bind_blob(_handle, parameter, bytes));

    /// <summary>Binds null.</summary>
    public void BindNull(int parameter) => _connection.Check(raw.sqlite3_bind_null(_handle, parameter));

    /// <summary>Runs to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_handle);
        _connection.Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Makes the statement ready to be stepped from its start; bindings stay.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    /// <summary>The storage class of a value: <c>SQLITE_INTEGER</c> 1, <c>FLOAT</c> 2, <c>TEXT</c> 3, <c>BLOB</c> 4, <c>NULL</c> 5.</summary>
    public int TypeOf(int column) => raw.sqlite3_column_type(_handle, column);

    /// <summary>True when the value is null.</summary>
    public bool IsNull(int column) => TypeOf(column) == raw.SQLITE_NULL;

    /// <summary>The value as a whole number.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <summary>The value as a floating point number.</summary>
    public double Float(int column) => raw.sqlite3_column_double(_handle, column);

    /// <summary>The value as text; empty when null.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <summary>The value as UTF-8 text, valid until the next step.</summary>
    public unsafe ReadOnlySpan<byte> Utf8(int column)
    {
        // Asked for as text first, so that a UTF-16 database converts; the length is that of the converted text.
        fixed (byte* start = raw.sqlite3_column_text(_handle, column))
            return start is null ? default : new(start, raw.sqlite3_column_bytes(_handle, column));
    }

    /// <summary>The value's bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>The name of a result column.</summary>
    public string NameOf(int column) => raw.sqlite3_column_name(_handle, column).utf8_to_string();

    /// <summary>Resets the statement, forgets its bindings, and gives it back to the cache.</summary>
    public void Dispose()
    {
        raw.sqlite3_reset(_handle);
        raw.sqlite3_clear_bindings(_handle);
        _connection.GiveBack(this);
    }

    internal void Finish() => _handle.Dispose();
}
