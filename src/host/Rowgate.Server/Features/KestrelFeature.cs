using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rowgate.Http;
using Rowgate.Server.Hosting;
using Rowgate.Server.Options;

namespace Rowgate.Server.Features;

/// <summary>The web server: where it listens, and what it takes in.</summary>
internal static class KestrelFeature
{
    // Streams are ended at once; this is for requests that are being answered.
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(10);

    public static void Add(WebApplicationBuilder builder, RowgateOptions options)
    {
        builder.WebHost.UseKestrelCore();

        // Sockets wake threads of the pool in any case: a second change of threads for each request and answer buys nothing.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRowgateLimits(RestFeature.HttpOptionsOf(options));
            // The front has a limit of its own, which may be raised while the server runs.
            kestrel.Limits.MaxRequestBodySize = 1L << 30;
            kestrel.Limits.MaxConcurrentConnections = options.Limits.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.Limits.Connections;
            foreach (var address in options.AdminListen is { } admin ? options.Listen.Add(admin) : options.Listen)
                Listen(kestrel, address);
        });
        builder.Services
            .AddRoutingCore()
            .AddSingleton<IHostLifetime, QuietLifetime>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeMax);
    }

    /// <summary>Gives Unix sockets the permissions that are configured. They are there once the server has started.</summary>
    public static void ProtectSockets(RowgateOptions options)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var address in options.Listen.Where(address => address.IsUnix))
            File.SetUnixFileMode(address.Host, (UnixFileMode)options.SocketMode.Bits);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address)
    {
        if (address.IsUnix)
            kestrel.ListenUnixSocket(address.Host);
        else if (address.Host == "*")
            kestrel.ListenAnyIP(address.Port);
        else if (address.Host != "localhost")
            kestrel.Listen(IPAddress.Parse(address.Host), address.Port);
        else if (address.Port == 0)
            // A free port cannot be found for both of localhost's addresses at once.
            kestrel.Listen(IPAddress.Loopback, 0);
        else
            kestrel.ListenLocalhost(address.Port);
    }
}
