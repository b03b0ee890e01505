using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Http.Guard;
using Rowgate.Http.Messages;
using Rowgate.Http.Rest;

namespace Rowgate.Http;

/// <summary>Puts the HTTP front into a web application.</summary>
public static class HttpEndpoints
{
    // What docs/reference/live.md promises.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PongWait = TimeSpan.FromSeconds(30);

    extension(WebApplication app)
    {
        /// <summary>Serves REST and live queries under a path.</summary>
        /// <param name="prefix">The path, such as <c>/rest/v1</c>; without a slash at its end.</param>
        public void MapRowgateRest(string prefix)
        {
            var endpoint = app.Services.GetRequiredService<RestEndpoint>();
            app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PongWait });
            app.Map(prefix + "/{**path}", context => endpoint.HandleAsync(context, prefix));
        }

        /// <summary>Refuses requests of foreign web pages to everything that comes behind this in the pipeline. What
        /// <see cref="MapRowgateRest"/> serves is guarded without it.</summary>
        public void UseRowgateGuard()
        {
            var guard = app.Services.GetRequiredService<RequestGuard>();
            app.Use((context, next) =>
                guard.Check(context) is { } refusal ? RefusalWriter.WriteAsync(context, refusal) : next(context));
        }
    }
}
