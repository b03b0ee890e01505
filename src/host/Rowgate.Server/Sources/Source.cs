using Rowgate.Databases;
using Rowgate.Server.Options;
using Rowgate.Sqlite;
using Rowgate.Sqlite.Capture;

namespace Rowgate.Server.Sources;

/// <summary>A configured source with what was opened for it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Database">How to read and write it.</param>
internal sealed record Source(SourceAddress Address, SqliteDatabase Database)
{
    /// <summary>The name of the one source, in the journal and everywhere else.</summary>
    public const string Name = "main";

    /// <summary>Opens the database.</summary>
    /// <exception cref="DatabaseException">It cannot be opened.</exception>
    public static Source Open(SourceAddress address) => new(address, SqliteDatabase.Open(address.Path));

    /// <summary>The changes of the database, read by capture.</summary>
    public IChangeSource OpenChanges(TimeProvider time)
    {
        var changes = new SqliteChangeSource(Name, Address.Path, new SqliteCaptureOptions(), time);

        // Other processes' commits are noticed by watching the file; for our own there is no need to wait.
        Database.Committed += (_, _) => changes.Wake();
        return changes;
    }
}
