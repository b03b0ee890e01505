using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Rowgate.Server.Hosting;

/// <summary>Runs a background loop for as long as the server runs.</summary>
/// <remarks>A loop that ends before it is told to stops the server: a half-working one would be worse.</remarks>
internal sealed class Loop(Func<CancellationToken, Task> run, LoopFault fault, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await run(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception cause)
        {
            fault.Set(cause);
            lifetime.StopApplication();
        }
    }
}

/// <summary>Registers loops.</summary>
internal static class LoopRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Runs a loop of a service.</summary>
        public IServiceCollection AddLoop<T>(Func<T, Func<CancellationToken, Task>> loop)
            where T : notnull =>
            services.AddSingleton<IHostedService>(provider => new Loop(
                loop(provider.GetRequiredService<T>()),
                provider.GetRequiredService<LoopFault>(),
                provider.GetRequiredService<IHostApplicationLifetime>()));
    }
}
