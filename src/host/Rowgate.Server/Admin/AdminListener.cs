using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Http.Messages;
using Rowgate.Server.Options;

namespace Rowgate.Server.Admin;

/// <summary>The listener of the admin server, when it has one of its own.</summary>
/// <param name="address">Where it listens; null for none.</param>
internal sealed class AdminListener(ListenAddress? address)
{
    private static readonly Dictionary<string, string> ShortPaths = new(StringComparer.Ordinal)
    {
        ["/live"] = "/health/live",
        ["/ready"] = "/health/ready",
    };

    /// <summary>True when a request came in there, so that whoever can connect may use the admin API.</summary>
    public bool Received(HttpContext context) =>
        address is { IsUnix: false } && context.Connection.LocalPort == address.Port
        && (address.Host is "*" or "localhost" || IPAddress.Any.ToString() == address.Host || IPAddress.IPv6Any.ToString() == address.Host
            || Equals(context.Connection.LocalIpAddress, IPAddress.Parse(address.Host)));

    /// <summary>Gives that listener its short paths, and keeps tables off it.</summary>
    public void Use(WebApplication app)
    {
        if (address is null)
            return;
        app.Use(next => context =>
        {
            if (!Received(context))
                return next(context);
            if (ShortPaths.TryGetValue(context.Request.Path.Value ?? "", out var path))
                context.Request.Path = path;
            return context.Request.Path.StartsWithSegments("/rest", StringComparison.Ordinal)
                ? RefusalWriter.WriteAsync(context, new(RefusalCode.PathNotFound, "The admin server has no tables"))
                : next(context);
        });
    }
}
