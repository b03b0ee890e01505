using System.Globalization;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Connections as capture needs them, and what they answer.</summary>
internal static class CaptureConnections
{
    /// <summary>Opens a connection to read with. It waits while another process recovers the file.</summary>
    public static SqliteConnection OpenReader(string path) => Open(path, TimeSpan.FromSeconds(5));

    /// <summary>Opens a connection to write with. It reports a lock at once: waiting is decided case by case.</summary>
    public static SqliteConnection OpenWriter(string path) => Open(path, TimeSpan.Zero);

    /// <summary>Makes sure that the file keeps a WAL: it alone tells where transactions end.</summary>
    public static void RequireWal(SqliteConnection connection)
    {
        using (Waiting(connection, TimeSpan.FromSeconds(5)))
        {
            if (connection.QueryText("PRAGMA main.journal_mode") != "wal" && connection.QueryText("PRAGMA main.journal_mode = WAL") != "wal")
            {
                throw new DatabaseException(
                    "The file cannot be put into WAL mode, which capture needs.",
                    "Put it on a local file system, and make file and folder writable.",
                    isTransient: false);
            }
        }
    }

    /// <summary>The WAL of the file that a connection has open, with links followed as SQLite does.</summary>
    public static string WalPath(SqliteConnection connection) =>
        connection.QueryText("SELECT file FROM pragma_database_list WHERE name = 'main'") + "-wal";

    /// <summary>Takes the right to write.</summary>
    /// <returns>False when another writer kept it for longer than this.</returns>
    public static bool TryBeginWrite(SqliteConnection connection, TimeSpan wait)
    {
        using (Waiting(connection, wait))
        {
            try
            {
                connection.Execute("BEGIN IMMEDIATE");
                return true;
            }
            catch (SqliteException cause) when (cause.IsBusy)
            {
                return false;
            }
        }
    }

    /// <summary>Ends a transaction if there still is one.</summary>
    public static void Rollback(SqliteConnection connection)
    {
        if (!connection.IsAutoCommit)
            connection.Execute("ROLLBACK");
    }

    /// <summary>The id of the last change in a connection's snapshot.</summary>
    public static long Last(SqliteConnection connection) => connection.QueryInteger("SELECT last FROM _rowgate_head")!.Value;

    /// <summary>The id of the last change that is no longer kept, because a journal has it; zero when all are kept.</summary>
    public static long Trimmed(SqliteConnection connection) => connection.QueryInteger("SELECT trimmed FROM _rowgate_head")!.Value;

    /// <summary>The page that holds the last id.</summary>
    public static uint HeadPage(SqliteConnection connection) =>
        (uint)connection.QueryInteger("SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = '_rowgate_head'")!.Value;

    private static SqliteConnection Open(string path, TimeSpan wait)
    {
        var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWrite, wait);

        // Our own writes can be done again after a power cut, so they need no fsync of their own.
        connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    private static Restored Waiting(SqliteConnection connection, TimeSpan wait)
    {
        SetWait(connection, wait);
        return new(connection);
    }

    private static void SetWait(SqliteConnection connection, TimeSpan wait) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(long)wait.TotalMilliseconds}"));

    private readonly struct Restored(SqliteConnection connection) : IDisposable
    {
        public void Dispose() => SetWait(connection, TimeSpan.Zero);
    }
}
