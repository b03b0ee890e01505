using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Connections;

/// <summary>What SQLite's errors mean for a caller. What a write violated is told by the folder <c>Writing</c>.</summary>
internal static class SqliteFaults
{
    private static readonly TimeSpan BusyRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The refusal of a statement whose time is over.</summary>
    public static readonly Refusal TookTooLong = new(
        RefusalCode.StatementTimeout,
        "canceling statement due to statement timeout",
        Hint: "Narrow the filter, the embeds or the limit, or add an index for them.");

    /// <summary>The refusal of a request that found every connection in use.</summary>
    public static readonly Refusal NoReader = new(
        RefusalCode.DatabaseBusy,
        "All connections that read the database are in use",
        Hint: "Try again.",
        RetryAfter: BusyRetryAfter);

    /// <summary>True when the schema is not the one that the statement was made for.</summary>
    public static bool IsSchemaMoved(SqliteException cause) =>
        cause.Code == raw.SQLITE_SCHEMA
        || cause.Message.StartsWith("no such table", StringComparison.Ordinal)
        || cause.Message.StartsWith("no such column", StringComparison.Ordinal)
        || cause.Message.Contains("has no column named", StringComparison.Ordinal);

    /// <summary>The refusal for an error that any statement can meet; null for one that has no such meaning.</summary>
    public static Refusal? Refuse(SqliteException cause) => cause.Code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
            RefusalCode.DatabaseBusy,
            "Another process holds the lock of the database file",
            Hint: "Try again. If it stays so, look for a process with a long write transaction on the file.",
            RetryAfter: BusyRetryAfter),
        raw.SQLITE_FULL => new(
            RefusalCode.DiskFull,
            "The disk of the database file is full; nothing was changed",
            Hint: "Free some space and try again; no restart is needed.",
            RetryAfter: BusyRetryAfter),
        raw.SQLITE_READONLY => new(
            RefusalCode.ReadOnly,
            "The database file is read-only",
            Hint: "Give the process the right to write the file and its directory, and start it again."),
        raw.SQLITE_ERROR when cause.Message == PatternBudget.Overrun.Message => PatternBudget.Overrun,
        raw.SQLITE_TOOBIG => new(RefusalCode.ValueOutOfRange, "A value is larger than SQLite allows"),
        _ when cause.IsFull => new(
            RefusalCode.DiskFull,
            "The disk of the database file cannot be written; nothing was changed",
            Hint: "Free some space and try again; no restart is needed.",
            RetryAfter: BusyRetryAfter),
        _ when IsSchemaMoved(cause) => new(
            cause.Message.StartsWith("no such table", StringComparison.Ordinal) ? RefusalCode.RelationNotFound : RefusalCode.ColumnNotFound,
            $"The schema has changed: {cause.Message}",
            Hint: "Try again: the new schema has been read."),
        raw.SQLITE_ERROR when cause.Message.Contains("integer overflow", StringComparison.Ordinal) => new(
            RefusalCode.ValueOutOfRange, "bigint out of range"),
        raw.SQLITE_ERROR when cause.Message.StartsWith("no such ", StringComparison.Ordinal) => new(
            RefusalCode.NotSupported,
            $"The database needs something that this SQLite does not have: {cause.Message}",
            Hint: "The application that made the database brings its own functions, collations or modules."),
        raw.SQLITE_ERROR when cause.Message.StartsWith("foreign key mismatch", StringComparison.Ordinal) => new(
            RefusalCode.DatabaseFault,
            $"A foreign key of the schema cannot work: {cause.Message}",
            Hint: "It must refer to a primary key or to columns with a unique index. Mend the schema."),
        raw.SQLITE_ERROR when IsTooComplex(cause) => new(
            RefusalCode.QueryTooComplex, "The query is too complex for SQLite", Details: cause.Message),
        _ => null,
    };

    /// <summary>The fault that an error is when nothing better can be said.</summary>
    public static DatabaseException Fault(SqliteException cause, string path) => cause.Code switch
    {
        raw.SQLITE_NOTADB => new(
            $"{path} is not an SQLite database", "Name an SQLite file. One that is encrypted cannot be read.", isTransient: false, cause),
        raw.SQLITE_CORRUPT => new(
            $"The database file {path} is damaged: {cause.Message}",
            "Restore it from a backup, or try `sqlite3 FILE .recover`.",
            isTransient: false,
            cause),
        raw.SQLITE_CANTOPEN => new(
            $"The database file {path} cannot be opened",
            "Check that the file exists and that this process may read it and its directory.",
            isTransient: false,
            cause),
        _ => new(
            $"SQLite failed on {path}: {cause.Message} (code {cause.ExtendedCode})",
            "Look at the disk and the file; the code is explained at https://www.sqlite.org/rescode.html.",
            isTransient: cause.IsBusy || cause.IsFull || cause.Code == raw.SQLITE_IOERR,
            cause),
    };

    private static bool IsTooComplex(SqliteException cause) =>
        cause.Message.Contains("too many", StringComparison.Ordinal)
        || cause.Message.Contains("too large", StringComparison.Ordinal)
        || cause.Message.Contains("too complex", StringComparison.Ordinal)
        || cause.Message.Contains("at most", StringComparison.Ordinal)
        || cause.Message.Contains("stack overflow", StringComparison.Ordinal);
}
