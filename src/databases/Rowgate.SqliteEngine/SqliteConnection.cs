using System.Diagnostics;
using SQLitePCL;

namespace Rowgate.SqliteEngine;

/// <summary>One connection to an SQLite file, with its prepared statements kept for reuse.</summary>
/// <remarks>Not safe for several threads at once, except <see cref="Interrupt"/>.</remarks>
public sealed class SqliteConnection : IDisposable
{
    private const int CachedStatementsMax = 256;

    // Steps of SQLite's machine between two looks at the clock: about a millisecond.
    private const int StepsBetweenLooks = 50_000;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, LinkedListNode<SqliteStatement>> _cached = new(StringComparer.Ordinal);
    private readonly LinkedList<SqliteStatement> _byUse = new();

    private long _deadline = long.MaxValue;
    private bool _isTimed;

    private SqliteConnection(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The file, as given.</summary>
    public string Path { get; }

    /// <summary>SQLite's own handle, for the parts of its interface that this class does not wrap.</summary>
    public sqlite3 Handle => _handle;

    /// <summary>How many rows the last INSERT, UPDATE or DELETE changed, without those of triggers.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The rowid of the last INSERT.</summary>
    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>True outside of a transaction.</summary>
    public bool IsAutoCommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>How long a statement waits for other connections' locks.</summary>
    public TimeSpan BusyTimeout
    {
        get;
        set
        {
            field = value;
            raw.sqlite3_busy_timeout(_handle, (int)value.TotalMilliseconds);
        }
    }

    /// <summary>True when the time of <see cref="StopAfter"/> is over.</summary>
    public bool IsOverdue => Stopwatch.GetTimestamp() >= _deadline;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, or <c>:memory:</c>.</param>
    /// <param name="mode">What may be done with it.</param>
    /// <param name="busyTimeout">How long a statement waits for other connections' locks.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        SqliteLibrary.Use();
        var flags = raw.SQLITE_OPEN_NOMUTEX | mode switch
        {
            SqliteOpenMode.ReadOnly => raw.SQLITE_OPEN_READONLY,
            SqliteOpenMode.ReadWrite => raw.SQLITE_OPEN_READWRITE,
            _ => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
        };
        var result = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errmsg(handle).utf8_to_string();
            handle.Dispose();
            throw new SqliteException(result, message);
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        return new(handle, path) { BusyTimeout = busyTimeout };
    }

    /// <summary>A statement ready to be bound and stepped; dispose it to give it back to the cache.</summary>
    /// <remarks>The same text may be prepared again before the first is given back; then it is compiled anew.</remarks>
    /// <exception cref="SqliteException">The text does not compile, or more than one statement was given.</exception>
    public SqliteStatement Prepare(string sql)
    {
        if (_cached.Remove(sql, out var node))
        {
            _byUse.Remove(node);
            return node.Value;
        }

        var result = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement, out var tail);
        Check(result);
        if (!string.IsNullOrWhiteSpace(tail))
            throw new SqliteException(raw.SQLITE_MISUSE, "More than one statement: " + tail);
        return new(this, statement, sql);
    }

    /// <summary>Runs one or more statements without parameters or rows.</summary>
    /// <exception cref="SqliteException">One of them failed; those before it took effect.</exception>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Runs a statement and reads the first column of its first row.</summary>
    /// <returns>The value as a number; null when there is no row or the value is null.</returns>
    public long? QueryInteger(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Integer(0) : null;
    }

    /// <summary>Runs a statement and reads the first column of its first row as text.</summary>
    /// <returns>The text; null when there is no row or the value is null.</returns>
    public string? QueryText(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Text(0) : null;
    }

    /// <summary>Makes the running statement fail with <c>SQLITE_INTERRUPT</c>. May be called from any thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    /// <summary>Makes statements fail with <c>SQLITE_INTERRUPT</c> that still run after this time from now; infinite for never.</summary>
    public void StopAfter(TimeSpan time)
    {
        _deadline = time == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        if (_isTimed || _deadline == long.MaxValue)
            return;
        _isTimed = true;
        raw.sqlite3_progress_handler(_handle, StepsBetweenLooks, _ => IsOverdue ? 1 : 0, null);
    }

    /// <summary>Closes the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        foreach (var statement in _byUse)
            statement.Finish();
        _byUse.Clear();
        _cached.Clear();
        _handle.Dispose();
    }

    internal void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteException(result, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    internal void GiveBack(SqliteStatement statement)
    {
        var node = _byUse.AddFirst(statement);
        if (!_cached.TryAdd(statement.Sql, node))
        {
            _byUse.Remove(node);
            statement.Finish();
            return;
        }

        if (_cached.Count <= CachedStatementsMax)
            return;
        var oldest = _byUse.Last!.Value;
        _byUse.RemoveLast();
        _cached.Remove(oldest.Sql);
        oldest.Finish();
    }
}
