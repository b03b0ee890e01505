using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Guard;

/// <summary>Decides which pages may call from a browser, and answers the browser's questions about it (CORS).</summary>
/// <remarks>Source: https://fetch.spec.whatwg.org/#http-cors-protocol</remarks>
internal static class OriginRules
{
    private const string ExposedHeaders =
        "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, ETag, Location, Preference-Applied, "
        + "Proxy-Status, Range-Unit, Rowgate-Position, Server, Transfer-Encoding";

    /// <summary>Checks the Origin header and adds the CORS headers that the answer needs.</summary>
    /// <param name="context">The request.</param>
    /// <param name="allowed">The origins of pages that may call, or <c>*</c> for all; none for those of the machine itself.</param>
    /// <returns>Null when the request may go on. A page that may not call is only refused where it could do harm without
    /// reading the answer: unsafe methods and sockets. All else goes without CORS headers, so the browser hides it.</returns>
    public static Refusal? Check(HttpContext context, IList<string> allowed)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return null;
        if (!IsOrigin(origin) || (!IsAllowed(origin, allowed) && !IsOwn(origin, context.Request)))
        {
            return IsSafe(context)
                ? null
                : new Refusal(
                    RefusalCode.OriginNotAllowed,
                    $"Pages of the origin {origin} may not do this",
                    Hint: "Add the origin to the CORS origins.");
        }

        Expose(context, origin, allowed);
        return null;
    }

    /// <summary>True for the question that a browser asks before a request that is not simple.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.Origin.Count > 0
        && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Answers that question, after <see cref="Check"/>.</summary>
    public static void AnswerPreflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentLength = 0;
        var wanted = context.Request.Headers.AccessControlRequestHeaders.ToString();
        if (headers.AccessControlAllowOrigin.Count == 0 || wanted.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return;
        headers.AccessControlAllowMethods = "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD";
        headers.AccessControlAllowHeaders =
            "Authorization, " + (wanted.Length == 0 ? "" : wanted + ", ") + "Accept, Accept-Language, Content-Language";
        headers.AccessControlMaxAge = "86400";
    }

    private static void Expose(HttpContext context, string origin, IList<string> allowed)
    {
        var headers = context.Response.Headers;
        if (allowed.Contains("*"))
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            headers.AccessControlAllowOrigin = origin;
            headers.Append("Vary", "Origin");
            if (allowed.Count > 0)
                headers.AccessControlAllowCredentials = "true";
        }

        headers.AccessControlExposeHeaders = ExposedHeaders;
    }

    // It is echoed in a header, so it must be one that a browser could send: printable, and nothing behind the port.
    private static bool IsOrigin(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var authority = text.AsSpan(scheme < 0 ? 0 : scheme + 3);
        return !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !authority.ContainsAny("/\\?#@");
    }

    private static bool IsAllowed(string origin, IList<string> allowed)
    {
        if (allowed.Count == 0)
            return Uri.TryCreate(origin, UriKind.Absolute, out var uri) && LoopbackNames.Contains(uri.Host);
        foreach (var one in allowed)
        {
            if (one == "*" || string.Equals(one, origin, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // Browsers send Origin with a write of the server's own pages too.
    private static bool IsOwn(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafe(HttpContext context) =>
        !context.WebSockets.IsWebSocketRequest
        && (HttpMethods.IsGet(context.Request.Method)
            || HttpMethods.IsHead(context.Request.Method)
            || HttpMethods.IsOptions(context.Request.Method));
}
