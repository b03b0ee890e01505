using System.Net;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Http.Configuration;

namespace Rowgate.Http.Guard;

/// <summary>Decides whether a request is addressed to a name that this server answers to.</summary>
/// <remarks>
/// A page of evil.example may let its name point to 127.0.0.1 and then read whatever answers there ("DNS rebinding").
/// The browser still sends the page's name as Host, and that gives it away.
/// </remarks>
internal static class HostRules
{
    /// <summary>Checks the Host header.</summary>
    /// <returns>Null when all is well.</returns>
    public static Refusal? Check(HttpContext context, HttpOptions options)
    {
        var host = context.Request.Host;
        var needsLoopback = context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local);

        // Without a Host header it is no browser: HTTP/1.0, where the header did not exist.
        if (!host.HasValue || (options.AllowedHosts.Count == 0 && !needsLoopback))
            return null;
        if (needsLoopback && LoopbackNames.Contains(host.Host))
            return null;
        foreach (var allowed in options.AllowedHosts)
        {
            if (allowed == "*" || string.Equals(allowed, host.Host, StringComparison.OrdinalIgnoreCase))
                return null;
        }

        return new Refusal(
            RefusalCode.HostNotAllowed,
            $"This server does not answer to the name {host.Host}",
            Hint: "Use a loopback name such as 127.0.0.1, or add the name to the allowed hosts.");
    }
}
