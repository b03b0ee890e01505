using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rowgate.Access;
using Rowgate.Access.Identity;
using Rowgate.Core.Query.Binding;
using Rowgate.Databases;
using Rowgate.Gate;
using Rowgate.Http;
using Rowgate.Http.Configuration;
using Rowgate.Server.Options;
using Rowgate.Server.Reloading;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Features;

/// <summary>The gate, and the HTTP front that leads to it: REST and live queries under <see cref="Prefix"/>.</summary>
internal static class RestFeature
{
    /// <summary>Where the front answers.</summary>
    public const string Prefix = "/rest/v1";

    public static void Add(WebApplicationBuilder builder, RowgateOptions options)
    {
        builder.Services.AddRowgateHttp();
        builder.Services
            .AddSingleton(new AccessRules(options.Access))
            .AddSingleton(services => new CallerIdentifier(
                SourceIdentity.Of(options),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<CallerIdentifier>>()))
            .AddSingleton(services => new RequestGate(services.GetRequiredService<IDatabase>(), services.GetRequiredService<AccessRules>())
            {
                Limits = LimitsOf(options),
            })
            .AddSingleton(new CurrentOptions<HttpOptions>(HttpOptionsOf(options)))
            .AddSingleton<IOptionsMonitor<HttpOptions>>(services => services.GetRequiredService<CurrentOptions<HttpOptions>>());
    }

    public static void Map(WebApplication app) => app.MapRowgateRest(Prefix);

    /// <summary>Takes new options over, as far as they may change while the server runs.</summary>
    public static void Apply(IServiceProvider services, RowgateOptions options)
    {
        services.GetRequiredService<CurrentOptions<HttpOptions>>().Set(HttpOptionsOf(options));
        services.GetRequiredService<RequestGate>().Limits = LimitsOf(options);
        services.GetRequiredService<CallerIdentifier>().Use(SourceIdentity.Of(options));
    }

    /// <summary>The settings of the front.</summary>
    public static HttpOptions HttpOptionsOf(RowgateOptions options) => new()
    {
        CorsOrigins = [.. options.Cors.Origins],
        AllowedHosts = [.. options.Hosts],
        UrlBytesMax = (int)options.Limits.Url.Bytes,
        BodyBytesMax = (int)options.Limits.Body.Bytes,
        ImportBytesMax = options.Rest.ImportSize.Bytes,
        TransactionEnd = options.Rest.TransactionEnd,
        PlanEnabled = options.Rest.Plan,
        ServerTimingEnabled = options.Rest.ServerTiming,
        TraceHeader = options.Rest.TraceHeader,
        ErrorVerbosity = options.Rest.ErrorVerbosity,
        OpenApiMode = options.Rest.OpenApi,
        OpenApiSecurityActive = options.Rest.OpenApiSecurity,
        OpenApiServerUri = options.Rest.OpenApiServer,
        RootSpec = options.Rest.RootFunction,
        LegacyTargetNames = options.Rest.LegacyTargetNames,
    };

    /// <summary>What a query may ask for, read once or followed.</summary>
    public static BindOptions LimitsOf(RowgateOptions options) => new()
    {
        AggregatesEnabled = options.Rest.Aggregates,
        RowsMax = options.Rest.MaxRows == 0 ? null : options.Rest.MaxRows,
    };
}
