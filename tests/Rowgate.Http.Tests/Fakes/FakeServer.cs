using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Access.Identity;
using Rowgate.Gate;
using Rowgate.Http.Configuration;
using Rowgate.Journal.Embedded;
using Rowgate.Live;

namespace Rowgate.Http.Tests.Fakes;

/// <summary>The front on a real port, over a database that answers what a test says.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmbeddedJournal _journal;
    private readonly DirectoryInfo _directory;

    private FakeServer(WebApplication app, EmbeddedJournal journal, DirectoryInfo directory, FakeDatabase database)
    {
        (_app, _journal, _directory, Database) = (app, journal, directory, database);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient { BaseAddress = new Uri(address + "/rest/v1/"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Client { get; }

    public FakeDatabase Database { get; }

    public static async Task<FakeServer> StartAsync(
        Action<HttpOptions>? options = null, FakeDatabase? database = null, IdentityOptions? identity = null)
    {
        database ??= new FakeDatabase(FakeCatalog.Everything);
        var directory = Directory.CreateTempSubdirectory("rowgate-http-");
        var journal = EmbeddedJournal.Open(
            new JournalOptions { Directory = directory.FullName }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        var access = new AccessRules(AnonymousAccess.Write);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new CallerIdentifier(
            identity ?? new IdentityOptions { AdmitsWithoutRole = true }, TimeProvider.System, NullLogger<CallerIdentifier>.Instance));
        builder.Services.AddSingleton(new RequestGate(database, access));
        builder.Services.AddSingleton(new LiveQueries(
            database, journal, access, new LiveOptions(), TimeProvider.System, NullLogger<LiveQueries>.Instance));
        if (options is not null)
            builder.Services.Configure(options);
        builder.Services.AddRowgateHttp();
        var app = builder.Build();
        app.MapRowgateRest("/rest/v1");
        await app.StartAsync();
        return new FakeServer(app, journal, directory, database);
    }

    /// <summary>Sends one request.</summary>
    /// <param name="request">Method and path, such as <c>GET people</c>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="headers">Headers as <c>Name: value</c>.</param>
    public async Task<HttpResponseMessage> SendAsync(string request, string? body = null, params string[] headers)
    {
        var space = request.IndexOf(' ', StringComparison.Ordinal);
        using var message = new HttpRequestMessage(
            new HttpMethod(request[..space]), new Uri(request[(space + 1)..], UriKind.Relative));
        if (body is not null)
            message.Content = new StringContent(body, null, "application/json");
        foreach (var header in headers)
        {
            var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name == "Content-Type")
                message.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(value);
            else
                Assert.True(message.Headers.TryAddWithoutValidation(name, value));
        }

        return await Client.SendAsync(message, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _journal.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
