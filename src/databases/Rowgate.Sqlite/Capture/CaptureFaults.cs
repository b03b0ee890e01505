using System.Globalization;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>What can go wrong with a file that is captured, in words for its operator.</summary>
internal static class CaptureFaults
{
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Another process keeps the right to write.</summary>
    public static DatabaseException Locked(Exception? cause = null) =>
        new(
            "Another process is in a long write transaction, so capture cannot look after its tables now.",
            "It goes on by itself when that transaction ends.",
            isTransient: true,
            cause);

    /// <summary>Another process captures the same file.</summary>
    public static DatabaseException Claimed() =>
        new(
            "Another Rowgate captures this database file already.",
            "A file has one Rowgate. Stop the other one; this one goes on by itself then.",
            isTransient: true);

    /// <summary>What an exception of SQLite or of the file system means.</summary>
    public static DatabaseException Translate(Exception cause) => cause switch
    {
        SqliteException { IsBusy: true } => Locked(cause),
        SqliteException { Code: ReadOnly } => new(
            "The database file is read-only, and capture needs triggers in it.",
            "Make the file and its folder writable for Rowgate's user.",
            isTransient: false,
            cause),
        SqliteException { Code: Corrupt or CannotOpen or NotADatabase } => new(
            $"The database file cannot be read: {cause.Message}.",
            "Check the path, and run `PRAGMA integrity_check` on the file.",
            isTransient: false,
            cause),
        SqliteException { IsFull: true } => new(
            "The disk of the database file is full.",
            "Free some space; capture goes on by itself.",
            isTransient: true,
            cause),
        _ => new(
            $"Capture was interrupted: {cause.Message}.",
            "It starts again by itself. If this repeats, look at the file's disk and at who else changes its schema.",
            isTransient: true,
            cause),
    };

    /// <summary>Throws unless the file goes on exactly where the journal ends.</summary>
    /// <param name="connection">In a write transaction.</param>
    /// <param name="after">The last change that the journal holds.</param>
    public static void RequireContinuity(SqliteConnection connection, long after)
    {
        var last = CaptureConnections.Last(connection);
        var trimmed = CaptureConnections.Trimmed(connection);
        if (after > last)
        {
            throw Broken(
                $"The journal holds changes up to {Text(after)} of this database, but the database has made only {Text(last)}: "
                + "it is an older copy, or another file.");
        }

        if (after < trimmed)
        {
            throw Broken(
                $"The journal ends at change {Text(after)} of this database, and the changes up to {Text(trimmed)} are no longer kept: "
                + "the journal is an older copy, or another one.");
        }
    }

    private static DatabaseException Broken(string message) =>
        new(
            message,
            "Put back the file or the journal that belongs to it. Or run `rowgate capture remove` and serve again: "
            + "then all rows are written to the journal anew.",
            isTransient: false);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
