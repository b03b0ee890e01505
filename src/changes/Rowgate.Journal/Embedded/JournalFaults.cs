using Rowgate.Core.Positions;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>What can break in the embedded store, and what an operator can do about it.</summary>
internal static class JournalFaults
{
    private const string RestoreHint =
        "Restore the journal's directory from a copy, or move it away: a new journal then starts from a snapshot of the source.";

    public static JournalException Of(SqliteException cause, string path) => cause switch
    {
        { IsFull: true } => new(
            $"No space is left for the journal {path}. Nothing was appended.",
            "Free space on its disk: a running server goes on by itself then, others are to be started again. Keep less (journal retention) from now on.",
            isTransient: true,
            cause),
        { IsBusy: true } => new(
            $"Another program holds a lock on the journal {path}.",
            "End the program that has the file open for writing.",
            isTransient: true,
            cause),
        { Code: 11 or 26 } => new($"The journal {path} is damaged: {cause.Message}.", RestoreHint, isTransient: false, cause),
        { Code: 8 } => new(
            $"The journal {path} is read-only.",
            "Give the program the right to write the file and its directory.",
            isTransient: false,
            cause),
        _ => new($"The journal {path} failed: {cause.Message}.", "Look at the disk and its file system.", isTransient: false, cause),
    };

    public static JournalException Damaged(string path, JournalOffset first, int count, InvalidDataException cause) => new(
        $"The journal {path} is damaged in the batch at offset {first}: {cause.Message}",
        $"{RestoreHint} Readers may also go on at offset {first.Plus(count)}; the {count} changes before it are lost to them.",
        isTransient: false,
        cause);

    public static JournalException InUse(string directory, IOException cause) => new(
        $"Another process appends to the journal in {directory}.",
        "End the other process, or give this one a directory of its own. Reading works beside it.",
        isTransient: true,
        cause);

    public static JournalException NotWritable(string directory, Exception cause) => new(
        $"The journal's directory {directory} cannot be written: {cause.Message}",
        "Give the program the right to make files there.",
        isTransient: false,
        cause);

    public static JournalException NotThere(string path, Exception? cause = null) => new(
        $"There is no journal {path}.",
        "Name the directory that the server was started with.",
        isTransient: false,
        cause);

    public static JournalException Foreign(string path) => new(
        $"The file {path} is no journal, or one that a newer Rowgate wrote.",
        "Use the newer program, or another directory.",
        isTransient: false);
}
