using SQLitePCL;

namespace Rowgate.SqliteEngine;

/// <summary>SQLite refused or failed.</summary>
/// <remarks>Source of the codes: https://www.sqlite.org/rescode.html</remarks>
/// <param name="extendedCode">The extended result code.</param>
/// <param name="message">SQLite's own message.</param>
public sealed class SqliteException(int extendedCode, string message) : Exception(message)
{
    /// <summary>The extended result code, such as 2067 for a unique constraint.</summary>
    public int ExtendedCode => extendedCode;

    /// <summary>The primary result code, such as 19 for any constraint.</summary>
    public int Code => extendedCode & 0xFF;

    /// <summary>True when another connection holds the lock that was waited for.</summary>
    public bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>True when the disk is full: also when there is no room for the index of a log, which opening needs.</summary>
    public bool IsFull =>
        Code == raw.SQLITE_FULL || extendedCode is raw.SQLITE_IOERR_WRITE or raw.SQLITE_IOERR_SHMSIZE;
}
