using System.Net;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;

namespace Rowgate.Server.Admin;

/// <summary>Lets requests through that come from the machine itself.</summary>
internal static class LocalOnly
{
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    /// <summary>Checks one request.</summary>
    /// <returns>Null when it is local.</returns>
    public static Refusal? Check(HttpContext context)
    {
        var connection = context.Connection;
        if (!IsLoopback(connection.RemoteIpAddress) || !IsLoopback(connection.LocalIpAddress))
            return Refuse("the connection comes from another machine");

        // Behind a proxy on this machine everybody looks local; the headers that most add give it away.
        var headers = context.Request.Headers;
        return ProxyHeaders.Any(headers.ContainsKey)
            ? Refuse("a proxy passed the request on")
            : null;
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static Refusal Refuse(string reason) =>
        new(
            RefusalCode.LocalOnly,
            "This address answers on the machine itself only",
            reason,
            "Call it on 127.0.0.1, for example through ssh -L 8080:127.0.0.1:8080.");
}
