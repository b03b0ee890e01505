using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Rowgate.Server.Hosting;

/// <summary>Ends requests that would run for ever when the server stops: streams, sockets, long polls.</summary>
/// <remarks>Their readers come back with the last id they saw. All other requests finish.</remarks>
internal static class StreamEnd
{
    public static void Use(WebApplication app)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.Use(next => context => IsEndless(context) ? EndAsync(context, next, stopping) : next(context));
    }

    /// <summary>True for a request whose answer ends only when somebody ends it.</summary>
    public static bool IsEndless(HttpContext context)
    {
        var headers = context.Request.Headers;
        return headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            || headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal)
            || headers["Prefer"].ToString().Contains("wait=", StringComparison.Ordinal);
    }

    private static async Task EndAsync(HttpContext context, RequestDelegate next, CancellationToken stopping)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.RequestAborted = ends.Token;
        await next(context);
    }
}
