using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>The SQLite file of the store: its name, tables and settings. docs/formats/journal.md describes them.</summary>
internal static class JournalFile
{
    private const int Version = 1;

    // "RGJL", so that `file` and people can tell what it is.
    private const int ApplicationId = 0x52474A4C;

    private const string Tables = """
        CREATE TABLE batch(
            first    INTEGER PRIMARY KEY,
            count    INTEGER NOT NULL,
            whole    INTEGER NOT NULL,
            source   TEXT NOT NULL,
            position INTEGER,
            time     INTEGER NOT NULL,
            appended INTEGER NOT NULL,
            data     BLOB NOT NULL);
        CREATE INDEX batch_time ON batch(time);
        CREATE INDEX batch_position ON batch(source, position) WHERE position IS NOT NULL;
        CREATE TABLE shape(id INTEGER PRIMARY KEY, content TEXT NOT NULL);
        CREATE TABLE source(
            name     TEXT PRIMARY KEY,
            id       TEXT NOT NULL,
            position INTEGER NOT NULL,
            ticks    INTEGER NOT NULL,
            origin   TEXT,
            service  TEXT,
            request  TEXT) WITHOUT ROWID;
        """;

    // Twice SQLite's own: large batches are written in half the pages, and a transaction of one row costs hardly more.
    private const int PageBytes = 8 << 10;

    // Four times SQLite's own: fewer, larger checkpoints; each one costs two more fsyncs.
    private const int CheckpointBytes = 16 << 20;

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    public static string PathIn(string directory) => Path.Combine(directory, "journal.db");

    /// <summary>The connection that writes; makes the tables of a new file.</summary>
    public static SqliteConnection OpenWriter(string directory) => Guard(PathIn(directory), path =>
    {
        var connection = SqliteConnection.Open(path, SqliteOpenMode.Create, BusyTimeout);
        try
        {
            if (!IsOurs(connection))
                throw JournalFaults.Foreign(path);
            connection.Execute($"""
                PRAGMA page_size = {PageBytes};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = {CheckpointBytes / PageBytes};
                PRAGMA journal_size_limit = {CheckpointBytes * 2};
                """);
            if (connection.QueryInteger("PRAGMA user_version") == 0)
                MakeTables(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>A connection that reads, in this process or beside the one that appends.</summary>
    public static SqliteConnection OpenReader(string directory) => Guard(PathIn(directory), path =>
    {
        if (!File.Exists(path))
            throw JournalFaults.NotThere(path);
        var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadOnly, BusyTimeout);
        try
        {
            if (connection.QueryInteger("PRAGMA user_version") == 0)
                throw JournalFaults.NotThere(path);
            return IsOurs(connection) ? connection : throw JournalFaults.Foreign(path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>Runs a step on a file, with SQLite's errors told as the journal's.</summary>
    public static T Guard<T>(string path, Func<string, T> step)
    {
        try
        {
            return step(path);
        }
        catch (SqliteException cause)
        {
            throw JournalFaults.Of(cause, path);
        }
    }

    // A new and empty file becomes ours.
    private static bool IsOurs(SqliteConnection connection)
    {
        if (connection.QueryInteger("PRAGMA application_id") == ApplicationId)
            return connection.QueryInteger("PRAGMA user_version") == Version;
        return connection.QueryInteger("SELECT count(*) FROM sqlite_schema") == 0;
    }

    private static void MakeTables(SqliteConnection connection) => connection.Execute($"""
        BEGIN IMMEDIATE;
        {Tables}
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        COMMIT;
        """);
}
