using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rowgate.Core.Errors;
using Rowgate.Http.Configuration;

namespace Rowgate.Http.Guard;

/// <summary>Keeps foreign web pages from using a browser as a way to this server: checks Host and Origin.</summary>
public sealed class RequestGuard(IOptionsMonitor<HttpOptions> options)
{
    /// <summary>Checks one request, and adds the CORS headers that its answer needs.</summary>
    /// <returns>Null when the request may go on.</returns>
    public Refusal? Check(HttpContext context)
    {
        var current = options.CurrentValue;
        return HostRules.Check(context, current) ?? OriginRules.Check(context, current.CorsOrigins);
    }

    /// <summary>The same for what is for the machine itself: pages from elsewhere have no business there, whoever may use the API.</summary>
    /// <returns>Null when the request may go on.</returns>
    public Refusal? CheckLocal(HttpContext context)
    {
        var current = options.CurrentValue;
        return HostRules.Check(context, current)
            ?? (OriginRules.Check(context, []) is { } refusal ? refusal with { Hint = "Only pages of this machine may." } : null);
    }
}
