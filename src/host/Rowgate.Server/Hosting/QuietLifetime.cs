using Microsoft.Extensions.Hosting;

namespace Rowgate.Server.Hosting;

/// <summary>Leaves signals to whoever runs the server, instead of catching them here as well.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
