using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Capture;
using Rowgate.Capture.Backfill;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Databases;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Rules;
using Rowgate.PostgreSql.Servers;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>A PostgreSQL database with everything from its log to its live queries.</summary>
internal sealed class PostgresShop : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly LiveOptions _options;
    private readonly IChangeSource _changes;
    private Task _running = Task.CompletedTask;

    private PostgresShop(PostgresDatabaseLease lease, DirectoryInfo folder, LiveOptions options, PostgresOptions served)
    {
        Lease = lease;
        _folder = folder;
        _options = options;
        Options = served;
        Database = PostgresDatabase.Open(Options, PostgresRules.Instance, TimeProvider.System, NullLogger.Instance);
        Journal = EmbeddedJournal.Open(
            new() { Directory = Path.Combine(folder.FullName, "journal") }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        _changes = Options.Capture.Mode == CaptureMode.Trigger
            ? new TriggerChangeSource("main", Options, TimeProvider.System)
            : new WalChangeSource("main", Options, TimeProvider.System, NullLogger<WalChangeSource>.Instance);
        Capture = new("main", _changes, Journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
        Live = new(
            Database,
            Journal,
            new(AnonymousAccess.Read),
            options with { Queries = new BindOptions { AggregatesEnabled = true } },
            TimeProvider.System,
            NullLogger<LiveQueries>.Instance);
        Capture.Tell(Live.Progress);
        Backfills = new(
            Database,
            Journal,
            Capture,
            new() { StateFile = Path.Combine(folder.FullName, "backfills.json"), ChunkRowsMax = 50 },
            TimeProvider.System,
            NullLogger<Backfills>.Instance);
    }

    public PostgresDatabaseLease Lease { get; }

    public PostgresOptions Options { get; }

    public PostgresDatabase Database { get; }

    public EmbeddedJournal Journal { get; }

    public CaptureLoop Capture { get; }

    public LiveQueries Live { get; }

    public Backfills Backfills { get; }

    /// <summary>Makes a database and captures it.</summary>
    public static async Task<PostgresShop> StartAsync(
        int version,
        string schema,
        LiveOptions? options = null,
        CaptureMode mode = CaptureMode.Wal,
        Func<PostgresOptions, PostgresOptions>? change = null)
    {
        var server = await PostgresServer.OfAsync(version);
        var lease = await server.CreateDatabaseAsync(schema);
        var folder = Directory.CreateTempSubdirectory("rowgate-live-");
        var served = new PostgresOptions
        {
            ConnectionString = lease.ConnectionString,
            PoolSize = 20,
            Capture = new()
            {
                Mode = mode,
                Name = $"rg_{lease.Name[..12]}",
                SpoolFolder = Path.Combine(folder.FullName, "spool"),
                Heartbeat = TimeSpan.Zero,
            },
        };
        return await StartAsync(
            lease,
            folder,
            options ?? new() { EvaluationIntervalMin = TimeSpan.FromMilliseconds(5), ProgressInterval = TimeSpan.FromMilliseconds(500) },
            change?.Invoke(served) ?? served);
    }

    /// <summary>Stops everything but the database, and starts it again.</summary>
    public async Task<PostgresShop> RestartAsync()
    {
        await StopAsync();
        return await StartAsync(Lease, _folder, _options, Options);
    }

    public static LiveRequest Request(string text, JournalOffset? from = null)
    {
        var parsed = QueryParser.ParseRelation(text).Value!;
        return new(Caller.Anonymous, new("public", parsed.Relation), parsed.Query, from);
    }

    /// <summary>What the query answers in one read.</summary>
    public async Task<List<string>> ReadAsync(LiveRequest request, CancellationToken cancellationToken)
    {
        var plan = QueryBinder.Bind(
            Database.Catalog, request.Relation, request.Query, new BindOptions { AggregatesEnabled = true }).Value!;
        await using var rows = (await Database.ReadAsync(plan, default, request.Session, cancellationToken)).Value!;
        List<string> all = [];
        while ((await rows.NextAsync(cancellationToken)).Value is { Count: > 0 } batch)
            all.AddRange(Enumerable.Range(0, batch.Count).Select(i => Encoding.UTF8.GetString(batch[i].Span)));
        return all;
    }

    public async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            Assert.False(deadline.IsCancellationRequested, $"Not in time. Capture: {Capture.State.Error} Database: {Database.WhyNotReady?.Message}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Lease.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<PostgresShop> StartAsync(
        PostgresDatabaseLease lease, DirectoryInfo folder, LiveOptions options, PostgresOptions served)
    {
        var shop = new PostgresShop(lease, folder, options, served);
        shop._running = Task.WhenAll(
            shop.Capture.RunAsync(shop._stop.Token), shop.Live.RunAsync(shop._stop.Token), shop.Backfills.RunAsync(shop._stop.Token));
        await shop.UntilAsync(() => shop.Capture.State.IsRunning && shop.Database.WhyNotReady is null);
        await shop.Database.RefreshAsync(shop._stop.Token);
        return shop;
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
        Capture.Dispose();
        await _changes.DisposeAsync();
        await Journal.DisposeAsync();
        await Database.DisposeAsync();
    }
}
