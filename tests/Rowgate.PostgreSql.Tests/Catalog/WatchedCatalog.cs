using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.PostgreSql.Catalog;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Tests.Catalog;

/// <summary>A catalog that is kept up to date in the background.</summary>
internal sealed class WatchedCatalog : IAsyncDisposable
{
    private readonly Channel<DatabaseCatalog> _catalogs = Channel.CreateBounded<DatabaseCatalog>(100);
    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlDataSource _control;
    private readonly Task _running;

    private WatchedCatalog(PostgresOptions options)
    {
        _control = NpgsqlDataSource.Create(options.ConnectionString + ";Pooling=false");
        Served = new(_control, new(options), TimeProvider.System);
        Served.Changed += (_, _) => _catalogs.Writer.TryWrite(Served.Catalog);
        Watch = new(options, _control, Served, TimeProvider.System, NullLogger<SchemaWatch>.Instance);
        Watch.ConfigurationRequested += (_, _) => Configuration.TrySetResult();
        _running = Watch.RunAsync(_end.Token);
    }

    public ServedCatalog Served { get; }

    public SchemaWatch Watch { get; }

    public TaskCompletionSource Configuration { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many catalogs were waited for so far.</summary>
    public int Seen { get; private set; }

    public static async Task<WatchedCatalog> StartAsync(string connectionString)
    {
        var watched = new WatchedCatalog(CatalogFixture.Options(connectionString));
        await watched.Watch.Listening.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await watched.UntilAsync(_ => true);
        return watched;
    }

    /// <summary>Waits for a catalog like this.</summary>
    public async Task<DatabaseCatalog> UntilAsync(Func<DatabaseCatalog, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var catalog = await _catalogs.Reader.ReadAsync(limit.Token);
            Seen++;
            if (fits(catalog))
                return catalog;
        }
    }

    public Task<DatabaseCatalog> UntilAsync(string table) => UntilAsync(catalog => catalog.Find(new("public", table)) is not null);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        await _control.DisposeAsync();
        Served.Dispose();
        _end.Dispose();
    }
}
