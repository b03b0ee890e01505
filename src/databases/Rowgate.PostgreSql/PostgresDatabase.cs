using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Calling;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Catalog;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Importing;
using Rowgate.PostgreSql.Reading;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Spooling;
using Rowgate.PostgreSql.Writing;

namespace Rowgate.PostgreSql;

/// <summary>A PostgreSQL database behind the gate.</summary>
/// <remarks>The server need not be there when it is opened: until the schema was read once, <see cref="WhyNotReady"/> says so.</remarks>
public sealed class PostgresDatabase : IDatabase
{
    private readonly PostgresSessions _sessions;
    private readonly SpoolSpace _space;
    private readonly Reads _reads;
    private readonly Writes _writes;
    private readonly Calls _calls;
    private readonly Imports _imports;
    private readonly CatalogFeed _feed;
    private readonly VisibleCatalog _visible;
    private CaptureMode? _captured;

    private PostgresDatabase(PostgresOptions options, ValueRules rules, TimeProvider time, ILogger logger)
    {
        Options = options;
        Rules = rules;
        _sessions = new(options);
        _space = new(options.SpoolBytesMax);
        _reads = new(_sessions, _space, time);
        Transactions = new(_sessions);
        _writes = new(Transactions);
        _calls = new(Transactions, _space, options);
        _imports = new(_sessions, Transactions);
        _feed = new(options, _sessions.Roles, time, logger);
        _visible = new(Transactions, options.Schemas);
        if (options.Capture.Mode is { } mode)
            Captured(mode);
    }

    /// <inheritdoc/>
    public string Product => _feed.Product;

    /// <inheritdoc/>
    public ImmutableArray<string> Schemas => Options.Schemas;

    /// <inheritdoc/>
    public DatabaseCatalog Catalog => _feed.Catalog;

    /// <inheritdoc/>
    public Refusal? WhyNotReady => _feed.WhyNotReady;

    /// <inheritdoc/>
    public ValueRules Rules { get; }

    /// <summary>Told when somebody asks, by a message on the reload channel, to read the configuration again.</summary>
    public event EventHandler? ConfigurationRequested;

    /// <summary>Told when the schema is, or may be, another one.</summary>
    public event EventHandler? SchemaMoved;

    internal PostgresOptions Options { get; }

    internal PostgresSessions Sessions => _sessions;

    internal Reads Reads => _reads;

    internal RequestTransactions Transactions { get; }

    /// <summary>Begins to serve a database. Returns at once: the schema is read in the background, again and again until it is known.</summary>
    /// <param name="options">Where it is and how to serve it.</param>
    /// <param name="rules">How it compares values.</param>
    /// <param name="time">The clock for waiting.</param>
    /// <param name="logger">Where troubles are told.</param>
    public static PostgresDatabase Open(PostgresOptions options, ValueRules rules, TimeProvider time, ILogger logger)
    {
        var database = new PostgresDatabase(options, rules, time, logger);
        database._feed.Start(
            (_, _) => database.ConfigurationRequested?.Invoke(database, EventArgs.Empty),
            (_, _) => database.SchemaMoved?.Invoke(database, EventArgs.Empty));
        return database;
    }

    /// <summary>Asks the server whether it is there, on a connection that no request waits for.</summary>
    /// <returns>Why not, without saying where it is; null when it is there.</returns>
    public ValueTask<string?> WhyUnreachableAsync(CancellationToken cancellationToken) => _feed.WhyUnreachableAsync(cancellationToken);

    /// <summary>About how many rows each table has; tables without a guess are left out.</summary>
    public ValueTask<IReadOnlyList<(TableName Table, long Rows)>> EstimateRowsAsync(CancellationToken cancellationToken) =>
        _feed.EstimateRowsAsync(cancellationToken);

    /// <summary>Takes off the database what tells Rowgate of changes of the schema.</summary>
    /// <returns>The names of what was removed.</returns>
    /// <exception cref="DatabaseException">It cannot be removed now.</exception>
    public ValueTask<IReadOnlyList<string>> RemoveSchemaTriggersAsync(CancellationToken cancellationToken) =>
        _feed.RemoveTriggersAsync(cancellationToken);

    /// <summary>Tells how its changes are captured. Needed once where the options leave that open, when it was decided: until
    /// then reads have no marks, and writes no place.</summary>
    /// <param name="mode">The way.</param>
    public void Captured(CaptureMode mode)
    {
        _captured = mode;
        var logEnd = mode switch
        {
            CaptureMode.Wal => SnapshotMarks.LogEnd,
            CaptureMode.Trigger => TriggerSchema.MarkExpression(Options.Capture.Name),
            _ => null,
        };
        _reads.LogEnd = logEnd;
        Transactions.LogEnd = logEnd;
        Transactions.Actor.IsLogCaptured = mode == CaptureMode.Wal;
    }

    /// <inheritdoc/>
    public bool HonoursTimeZone => true;

    /// <inheritdoc/>
    public bool PrintsAsCapture(Column column, RequestSession session) =>
        PrintSettings.DoNotMatterTo(column.Type)
        || (session.TimeZone is null && _feed.PrintsAsCapture && !PrintSettings.AreAmong(_sessions.Roles.Of(session.Role).Values));

    /// <inheritdoc/>
    public Refusal? WhyNotFollowed => _captured switch
    {
        CaptureMode.Polling => PostgresFaults.Polled,
        CaptureMode.None => PostgresFaults.NotCaptured,
        _ => null,
    };

    /// <inheritdoc/>
    public bool CanImport => true;

    /// <inheritdoc/>
    public bool Renders(RowRendering rendering) => rendering switch
    {
        RowRendering.GeoJson => _feed.MakesGeoJson,
        RowRendering.Image => _reads.LogEnd is not null,
        _ => true,
    };

    /// <inheritdoc/>
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _feed.RefreshAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<DatabaseCatalog>> VisibleAsync(RequestSession session, CancellationToken cancellationToken) =>
        WhyNotReady is { } refusal ? new(refusal) : _visible.OfAsync(Catalog, session, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<RowStream>> ReadAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken) =>
        WhyNotReady is { } refusal ? new(refusal) : _reads.RunAsync(plan, options, session, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<WriteResult>> WriteAsync(
        WritePlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken) =>
        WhyNotReady is { } refusal ? new(refusal) : _writes.RunAsync(plan, options, session, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<RowStream>> CallAsync(
        CallPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken) =>
        WhyNotReady is { } refusal ? new(refusal) : _calls.RunAsync(plan, options, session, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<WriteResult>> ImportAsync(
        ImportPlan plan, Stream rows, RequestSession session, CancellationToken cancellationToken) =>
        WhyNotReady is { } refusal ? new(refusal) : _imports.RunAsync(plan, rows, session, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        _reads.Dispose();
        await _sessions.DisposeAsync();
        _space.Dispose();
    }
}
