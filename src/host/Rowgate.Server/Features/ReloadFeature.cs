using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Server.Configuration;
using Rowgate.Server.Hosting;
using Rowgate.Server.Logging;
using Rowgate.Server.Options;
using Rowgate.Server.Reloading;

namespace Rowgate.Server.Features;

/// <summary>Takes a changed configuration file over: once a second, and at once on SIGHUP.</summary>
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
            .AddLoop<Reloader>(reloader => token => RunAsync(reloader, token));

    private static void Apply(IServiceProvider services, RowgateOptions options)
    {
        services.GetRequiredService<LogLevelSwitch>().Set(options.Log.Level);
        RestFeature.Apply(services, options);
    }

    private static async Task RunAsync(Reloader reloader, CancellationToken cancellationToken)
    {
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reloader.Reload();
        });
        await reloader.RunAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
