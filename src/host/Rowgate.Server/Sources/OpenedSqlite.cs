using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Databases;
using Rowgate.Server.Options;
using Rowgate.Sqlite;
using Rowgate.Sqlite.Capture;

namespace Rowgate.Server.Sources;

/// <summary>An opened SQLite file.</summary>
internal sealed record OpenedSqlite(SqliteSource File, SqliteDatabase Sqlite) : Source(File, Sqlite)
{
    /// <summary>Opens the file.</summary>
    /// <exception cref="DatabaseException">It cannot be opened.</exception>
    public static OpenedSqlite Open(SqliteSource file) => new(file, SqliteDatabase.Open(file.Path));

    /// <inheritdoc/>
    public override IChangeSource OpenChanges()
    {
        var changes = new SqliteChangeSource(Name, File.Path, new SqliteCaptureOptions(), TimeProvider.System);

        // Other processes' commits are noticed by watching the file; for our own there is no need to wait.
        Sqlite.Committed += (_, _) => changes.Wake();
        return changes;
    }

    /// <inheritdoc/>
    public override ValueTask<ImmutableDictionary<TableName, long>> EstimateRowsAsync(DatabaseCatalog catalog, CancellationToken cancellationToken) =>
        new(RowEstimates.Of(File, catalog));
}
