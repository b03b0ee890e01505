using Rowgate.Databases;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Connections;

/// <summary>An SQLite file and how to connect to it.</summary>
internal sealed class DatabaseFile
{
    /// <summary>How long a statement waits for another process's lock.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private DatabaseFile(string path, bool isReadOnly, string journalMode)
    {
        Path = path;
        IsReadOnly = isReadOnly;
        JournalMode = journalMode;
    }

    /// <summary>The file, in full.</summary>
    public string Path { get; }

    /// <summary>True when the file, or its place, cannot be written.</summary>
    public bool IsReadOnly { get; }

    /// <summary>How the file keeps its transactions: <c>wal</c> unless it is read-only or its file system cannot do it.</summary>
    public string JournalMode { get; }

    /// <summary>Opens a file once, to learn what it is.</summary>
    /// <exception cref="DatabaseException">It is missing, unreadable, or not a database.</exception>
    public static DatabaseFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(path))
            throw new DatabaseException($"{path} is a directory", "Name an SQLite file.", isTransient: false);
        if (!File.Exists(path))
        {
            throw new DatabaseException(
                $"There is no file {path}",
                "Check the path. An empty database can be made with `sqlite3 FILE VACUUM`.",
                isTransient: false);
        }

        try
        {
            // A file marked read-only is left alone, even by those whom the system would let write it.
            var isMarked = File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);
            using var connection = Connect(path, isMarked ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite);
            var mode = connection.QueryText("PRAGMA journal_mode")!;
            var isReadOnly = raw.sqlite3_db_readonly(connection.Handle, "main") != 0;
            if (!isReadOnly && mode != "wal")
                (isReadOnly, mode) = UseWal(connection, mode);
            connection.QueryInteger("SELECT count(*) FROM sqlite_schema");
            return new(path, isReadOnly, mode);
        }
        catch (SqliteException cause)
        {
            throw SqliteFaults.Fault(cause, path);
        }
    }

    /// <summary>A new connection that reads.</summary>
    public SqliteConnection ConnectReader()
    {
        // A reader of a WAL database takes part in its shared index, so it opens the file for writing if it can.
        var connection = Connect(Path, IsReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA query_only=ON");
        return connection;
    }

    /// <summary>The connection that writes.</summary>
    public SqliteConnection ConnectWriter()
    {
        var connection = Connect(Path, SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA foreign_keys=ON");
        return connection;
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = SqliteConnection.Open(path, mode, BusyTimeout);
        SqlFunctions.Register(connection);
        return connection;
    }

    private static (bool IsReadOnly, string Mode) UseWal(SqliteConnection connection, string mode)
    {
        try
        {
            return (false, connection.QueryText("PRAGMA journal_mode=wal")!);
        }
        catch (SqliteException cause) when (cause.Code == raw.SQLITE_READONLY || cause.Code == raw.SQLITE_CANTOPEN)
        {
            // The file may be written and its directory may not, so there can be no journal beside it.
            return (true, mode);
        }
    }
}
