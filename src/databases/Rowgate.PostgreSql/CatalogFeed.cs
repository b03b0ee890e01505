using Microsoft.Extensions.Logging;
using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.PostgreSql.Catalog;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql;

/// <summary>The newest catalog, kept up to date in the background, on connections that no request waits for.</summary>
internal sealed class CatalogFeed : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _control;
    private readonly NpgsqlDataSource _front;
    private readonly ServedCatalog _served;
    private readonly SchemaWatch _watch;
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    public CatalogFeed(PostgresOptions options, RoleSettings roles, TimeProvider time, ILogger logger)
    {
        _front = Connect(options.ConnectionString);
        _control = options.DirectConnectionString is { } direct ? Connect(direct) : _front;
        _served = new(_control, new(options), time) { AlsoReads = roles.LoadAsync };
        _watch = new(options, _control, _served, time, logger);
    }

    /// <summary>The newest catalog; an empty one until it was read once.</summary>
    public DatabaseCatalog Catalog => _served.Catalog;

    /// <summary>Why there is no catalog yet; null when there is one.</summary>
    public Refusal? WhyNotReady => Catalog.Version > 0 ? null : PostgresFaults.SchemaNotLoaded;

    /// <summary>Product and version; without the version until the server was reached.</summary>
    public string Product => _served.ServerVersion is { Length: > 0 } version ? $"PostgreSQL {version.Split(' ')[0]}" : "PostgreSQL";

    /// <summary>True when values of every type have the same text in a read as in a captured row, unless a session says otherwise.</summary>
    public bool PrintsAsCapture => _served.PrintsAsCapture;

    /// <summary>True when rows can be made GeoJSON.</summary>
    public bool MakesGeoJson => _served.MakesGeoJson;

    /// <summary>Asks the server whether it is there, by the way that requests take.</summary>
    /// <returns>Why not; null when it is.</returns>
    public async ValueTask<string?> WhyUnreachableAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeMax);
        try
        {
            await using var connection = await _front.OpenConnectionAsync(limit.Token);
            return null;
        }
        catch (PostgresException cause)
        {
            return $"the database refuses connections: {cause.MessageText}";
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) || (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Where it is, is not told: everybody may ask.
            return "the database cannot be reached";
        }
    }

    /// <summary>About how many rows the tables of these schemas have, as far as the database has counted.</summary>
    public async ValueTask<IReadOnlyList<(TableName Table, long Rows)>> EstimateRowsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _control.OpenConnectionAsync(cancellationToken);
            return await RowEstimates.ReadAsync(connection, cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) && !cancellationToken.IsCancellationRequested)
        {
            // A guess is not worth an error.
            return [];
        }
    }

    /// <summary>Begins to read in the background.</summary>
    /// <param name="onConfiguration">Called when somebody asks to read the configuration again.</param>
    /// <param name="onSchema">Called when the schema may be another one.</param>
    public void Start(EventHandler onConfiguration, EventHandler onSchema)
    {
        _watch.ConfigurationRequested += onConfiguration;
        _watch.SchemaRequested += onSchema;
        _served.Changed += onSchema;
        _watching = _watch.RunAsync(_stop.Token);
    }

    /// <summary>Reads the catalog again.</summary>
    /// <returns>True when it is another one now.</returns>
    /// <exception cref="DatabaseException">It cannot be read now; the old one stays.</exception>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _served.RefreshAsync(cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) && !cancellationToken.IsCancellationRequested)
        {
            throw CatalogFaults.Translate(cause);
        }
    }

    /// <summary>Takes what tells of changes of the schema off the database.</summary>
    /// <returns>The names of what was removed.</returns>
    /// <exception cref="DatabaseException">It cannot be removed now.</exception>
    public async ValueTask<IReadOnlyList<string>> RemoveTriggersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _watch.RemoveTriggersAsync(cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) && !cancellationToken.IsCancellationRequested)
        {
            throw CatalogFaults.Translate(cause);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _control.DisposeAsync();
        await _front.DisposeAsync();
        _served.Dispose();
        _stop.Dispose();
    }

    private static NpgsqlDataSource Connect(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            Multiplexing = false,
            ApplicationName = "rowgate catalog",
            CommandTimeout = 0,
        });
}
