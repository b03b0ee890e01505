using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Databases;
using Rowgate.Sqlite.Catalog;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Capture;

/// <summary>Says what capture would do to a file, without doing it.</summary>
internal static class SqliteCapturePreview
{
    public static CapturePreview Make(string path)
    {
        using var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(5));
        var relations = SchemaReader.Read(connection).Catalog.Relations;
        return new("trigger", [.. relations.Select(Table)], Warnings(connection, path));
    }

    private static TablePreview Table(Relation relation) =>
        CapturedTableReader.WhyNot(relation) is { } reason
            ? new(relation.Name, false, reason)
            : new(relation.Name, true, relation.PrimaryKey.IsEmpty
                ? "Row triggers; without a primary key, followers tell rows apart by all their values."
                : "Row triggers, complete images before and after.");

    private static ImmutableArray<string> Warnings(SqliteConnection connection, string path)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (!CanWrite(path))
            warnings.Add("The file is not writable for this user: capture cannot install its triggers.");
        if (connection.QueryText("PRAGMA main.journal_mode") != "wal")
            warnings.Add("The file will be switched to WAL mode, which stays on and which all its programs share.");
        if (!CaptureInstallation.Exists(connection))
            warnings.Add("Tables and triggers named _rowgate_… will be added to the file; `rowgate capture remove` takes them out again.");
        return warnings.ToImmutable();
    }

    private static bool CanWrite(string path)
    {
        // SQLite is asked, not the system: closing a file of our own would drop every lock that this process holds on it
        // through SQLite, and the next program to close the database would delete the WAL under us.
        // Source: https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
        using var probe = SqliteConnection.Open(path, SqliteOpenMode.ReadWrite, TimeSpan.Zero);
        return raw.sqlite3_db_readonly(probe.Handle, "main") == 0;
    }
}
