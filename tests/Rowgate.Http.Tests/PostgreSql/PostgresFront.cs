using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Conformance.Rest;
using Rowgate.Http.Configuration;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Rules;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>The front over a PostgreSQL database that one class of tests uses. A test takes its turn on it, and finds the rows
/// as they were at the beginning.</summary>
internal sealed class PostgresFront : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly DirectoryInfo _directory;
    private readonly EmbeddedJournal _journal;
    private readonly WebApplication _app;

    private PostgresFront(
        PostgresDatabaseLease lease, PostgresDatabase database, DirectoryInfo directory, EmbeddedJournal journal, WebApplication app)
    {
        (Lease, _database, _directory, _journal, _app) = (lease, database, directory, journal, app);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(address + "/rest/v1/");
    }

    public Uri Address { get; }

    public PostgresDatabaseLease Lease { get; }

    public static async Task<PostgresFront> StartAsync(int version, string moreSql = "", Action<HttpOptions>? options = null)
    {
        var server = await PostgresServer.OfAsync(version);
        var lease = await server.CreateDatabaseAsync(PostgresShop.Tables + PostgresShop.More + PostgresShop.Rows + moreSql);
        var directory = Directory.CreateTempSubdirectory("rowgate-http-");
        var database = PostgresDatabase.Open(
            new()
            {
                ConnectionString = lease.ConnectionString,
                Schemas = ["main", "side"],
                Capture = new() { SpoolFolder = directory.FullName, Mode = CaptureMode.None },
            },
            PostgresRules.Instance,
            TimeProvider.System,
            NullLogger.Instance);
        await database.RefreshAsync(TestContext.Current.CancellationToken);
        var journal = EmbeddedJournal.Open(
            new JournalOptions { Directory = Path.Combine(directory.FullName, "journal") }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        var app = await TestFront.StartAsync(
            database,
            journal,
            new AccessRules(AnonymousAccess.Write),
            settings =>
            {
                settings.PlanEnabled = true;
                options?.Invoke(settings);
            },
            HttpProtocols.Http1);
        return new(lease, database, directory, journal, app);
    }

    /// <summary>Lets a test have the database until it is done.</summary>
    public RestServer Take() => new Turn(this);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        await _journal.DisposeAsync();
        await Lease.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private sealed class Turn(PostgresFront front) : RestServer
    {
        private readonly WriteWatch _watch = new();
        private HttpClient? _client;

        public override HttpClient Client =>
            _client ??= new(_watch) { BaseAddress = front.Address, Timeout = TimeSpan.FromSeconds(30) };

        public override async ValueTask DisposeAsync()
        {
            Client.Dispose();
            _watch.Dispose();
            if (_watch.HasWritten)
                await front.Lease.ExecuteAsync(PostgresShop.Rows);
        }
    }

    private sealed class WriteWatch() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool HasWritten { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HasWritten |= request.Method.Method is not ("GET" or "HEAD" or "OPTIONS");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
