using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Catalog;
using Rowgate.Databases;
using Rowgate.Server.Options;

namespace Rowgate.Server.Sources;

/// <summary>A configured source with what was opened for it. One subclass for each product.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Database">How to read and write it.</param>
internal abstract record Source(SourceAddress Address, IDatabase Database)
{
    /// <summary>The name of the one source, in the journal and everywhere else.</summary>
    public const string Name = "main";

    /// <summary>Opens the database. One that is reached over a network need not be there yet.</summary>
    /// <exception cref="DatabaseException">It cannot be opened, and waiting would not help.</exception>
    public static Source Open(RowgateOptions options, SourceAddress address, ILoggerFactory loggers, TimeProvider time) => address switch
    {
        SqliteSource sqlite => OpenedSqlite.Open(sqlite),
        PostgresSource postgres => OpenedPostgres.Open(options, postgres, loggers, time),
        _ => throw new NotSupportedException("A kind of source that is not opened here."),
    };

    /// <summary>The changes of the database, read by capture.</summary>
    public abstract IChangeSource OpenChanges();

    /// <summary>About how many rows each table has; tables without a guess are left out.</summary>
    public abstract ValueTask<ImmutableDictionary<TableName, long>> EstimateRowsAsync(DatabaseCatalog catalog, CancellationToken cancellationToken);

    /// <summary>Asks the database whether it is there.</summary>
    /// <returns>Why not; null when it is.</returns>
    public virtual ValueTask<string?> WhyUnreachableAsync(CancellationToken cancellationToken) => default;

    /// <summary>Calls somebody when the database passes on a request to read the configuration again.</summary>
    public virtual void OnReloadRequested(Action reload)
    {
        // Most databases have no way to pass it on.
    }

    /// <summary>Takes off the database what tells of changes of its schema.</summary>
    /// <returns>The names of what was removed.</returns>
    /// <exception cref="DatabaseException">It cannot be removed now.</exception>
    public virtual ValueTask<IReadOnlyList<string>> RemoveSchemaTriggersAsync(CancellationToken cancellationToken) => new((IReadOnlyList<string>)[]);
}
