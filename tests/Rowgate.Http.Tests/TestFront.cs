using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Access.Identity;
using Rowgate.Core.Query.Binding;
using Rowgate.Databases;
using Rowgate.Gate;
using Rowgate.Http.Configuration;
using Rowgate.Journal;
using Rowgate.Live;

namespace Rowgate.Http.Tests;

/// <summary>The front on a real port under <c>/rest/v1</c>, over any database.</summary>
internal static class TestFront
{
    public static async Task<WebApplication> StartAsync(
        IDatabase database, IJournal journal, AccessRules access, Action<HttpOptions>? options, HttpProtocols protocols)
    {
        var limits = new BindOptions { AggregatesEnabled = true };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var settings = new HttpOptions();
        options?.Invoke(settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRowgateLimits(settings);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols);
        }).UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new CallerIdentifier(
            new IdentityOptions { AdmitsWithoutRole = true }, TimeProvider.System, NullLogger<CallerIdentifier>.Instance));
        builder.Services.AddSingleton(new RequestGate(database, access) { Limits = limits });
        builder.Services.AddSingleton(new LiveQueries(
            database, journal, access, new LiveOptions { Queries = limits }, TimeProvider.System, NullLogger<LiveQueries>.Instance));
        if (options is not null)
            builder.Services.Configure(options);
        builder.Services.AddRowgateHttp();
        var app = builder.Build();
        app.MapRowgateRest("/rest/v1");
        await app.StartAsync();
        return app;
    }
}
