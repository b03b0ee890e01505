using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Capture;
using Rowgate.Conformance.Rest;
using Rowgate.Http.Configuration;
using Rowgate.Http.Tests.Live;
using Rowgate.Journal.Embedded;
using Rowgate.Live;
using Rowgate.Sqlite;
using Rowgate.Sqlite.Capture;
using Rowgate.SqliteEngine;

namespace Rowgate.Http.Tests;

/// <summary>The front on a real port, over a real SQLite file in a directory of its own.</summary>
internal sealed class TestServer : RestServer
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;
    private readonly EmbeddedJournal _journal;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private CaptureLoop? _capture;

    private TestServer(WebApplication app, DirectoryInfo directory, SqliteDatabase database, EmbeddedJournal journal)
    {
        (_app, _directory, Database, _journal) = (app, directory, database, journal);
        Live = app.Services.GetRequiredService<LiveQueries>();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(address + "/rest/v1/");
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public override HttpClient Client { get; }

    /// <summary>The API's root, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>The database, as the gate has it.</summary>
    public SqliteDatabase Database { get; }

    public LiveQueries Live { get; }

    public static async Task<TestServer> StartAsync(
        Action<HttpOptions>? options = null,
        AnonymousAccess anonymous = AnonymousAccess.Write,
        string moreSql = "",
        HttpProtocols protocols = HttpProtocols.Http1)
    {
        var directory = Directory.CreateTempSubdirectory("rowgate-http-");
        var path = Path.Combine(directory.FullName, "shop.db");
        using (var connection = SqliteConnection.Open(path, SqliteOpenMode.Create, TimeSpan.FromSeconds(5)))
            connection.Execute(Shop.SqliteSchema + Shop.Rows + moreSql);
        var database = SqliteDatabase.Open(path);
        var journal = EmbeddedJournal.Open(
            new JournalOptions { Directory = Path.Combine(directory.FullName, "journal") }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        var app = await TestFront.StartAsync(database, journal, new AccessRules(anonymous), options, protocols);
        var server = new TestServer(app, directory, database, journal);
        if (protocols == HttpProtocols.Http2)
        {
            server.Client.DefaultRequestVersion = new Version(2, 0);
            server.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        return server;
    }

    /// <summary>The same with capture running, so that queries can be followed.</summary>
    public static async Task<TestServer> StartLiveAsync(Action<HttpOptions>? options = null)
    {
        var server = await StartAsync(options);
        var source = new SqliteChangeSource(
            "main", server.Database.Path, new SqliteCaptureOptions { PollInterval = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
        server._capture = new("main", source, server._journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
        server._running = Task.WhenAll(server._capture.RunAsync(server._stop.Token), server.Live.RunAsync(server._stop.Token));
        await Eventually.IsTrueAsync(() => server._capture.State.IsRunning);
        return server;
    }

    /// <summary>Runs SQL on a connection of its own, as another process would.</summary>
    public void Execute(string sql)
    {
        using var connection = SqliteConnection.Open(
            Path.Combine(_directory.FullName, "shop.db"), SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5));
        connection.Execute(sql);
    }

    /// <summary>Asks the server to stop, as a signal does.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
        _capture?.Dispose();
        await _journal.DisposeAsync();
        await Database.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
