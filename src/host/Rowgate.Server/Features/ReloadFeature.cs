using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rowgate.Server.Configuration;
using Rowgate.Server.Hosting;
using Rowgate.Server.Logging;
using Rowgate.Server.Options;
using Rowgate.Server.Reloading;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Features;

/// <summary>Takes a changed configuration file over: once a second, and at once on SIGHUP and SIGUSR2; looks at the schema again on SIGUSR1.</summary>
internal static class ReloadFeature
{
    public static void Add(WebApplicationBuilder builder, ConfigurationReader configuration, RowgateOptions options) =>
        builder.Services
            .AddSingleton(services => new Reloader(
                configuration,
                options,
                next => Apply(services, next),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<Reloader>>()))
            .AddSingleton<SchemaReload>()
            .AddSingleton<IHostedService>(services => new Loop(
                token => RunAsync(
                    services.GetRequiredService<Reloader>(), services.GetRequiredService<SchemaReload>(), services.GetRequiredService<Source>(), token),
                services.GetRequiredService<LoopFault>(),
                services.GetRequiredService<IHostApplicationLifetime>()));

    private static void Apply(IServiceProvider services, RowgateOptions options)
    {
        services.GetRequiredService<LogLevelSwitch>().Set(options.Log.Level);
        RestFeature.Apply(services, options);
    }

    private static async Task RunAsync(Reloader reloader, SchemaReload schema, Source source, CancellationToken cancellationToken)
    {
        source.OnReloadRequested(Reload);
        using var signals = new ReloadSignals(() => _ = schema.RunQuietlyAsync(), Reload);
        await reloader.RunAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        // Nobody waits for a message or a signal; what goes wrong is logged.
        void Reload() => _ = reloader.ReloadAsync(cancellationToken);
    }
}
