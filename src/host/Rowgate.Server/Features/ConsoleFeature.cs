using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Core.Errors;
using Rowgate.Server.Admin;
using Rowgate.Server.WebConsole;

namespace Rowgate.Server.Features;

/// <summary>The web console under <c>/console/</c>, out of the program itself.</summary>
internal static class ConsoleFeature
{
    // Everything the console needs comes from here; nothing may frame it, and it sends nothing elsewhere.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string NotBuiltPage =
        """
        <!doctype html><meta charset="utf-8"><title>Rowgate</title>
        <h1>The console is not in this build</h1>
        <p>Build it with <code>cd console &amp;&amp; npm ci &amp;&amp; npm run build</code>, then build Rowgate again;
        <code>./rowgate</code> does both when npm is installed.</p>
        <p>All else works: <a href="../rest/v1/">the API</a>, <a href="../admin/v1/status">the status</a>, <a href="../metrics">the metrics</a>.</p>

        """;

    public static void Map(WebApplication app)
    {
        var local = app.Services.GetRequiredService<LocalEndpoint>();
        app.Map("/", context =>
        {
            context.Response.Redirect("console/");
            return Task.CompletedTask;
        });
        app.Map("/console/{**path}", local.Wrap(ServeAsync));
    }

    private static async ValueTask<Refusal?> ServeAsync(HttpContext context)
    {
        var path = context.Request.RouteValues["path"] as string ?? "";
        // Routes do not tell /console from /console/, but the page's relative addresses do.
        if (path.Length == 0 && context.Request.Path.Value is not [.., '/'])
            context.Response.Redirect("console/");
        else if (ConsoleFiles.Find(path) is { } file)
            await SendAsync(context, file);
        else if (path.Length == 0)
            await context.Response.WriteAsync(NotBuilt(context), context.RequestAborted);
        else
            return new Refusal(RefusalCode.PathNotFound, "The console has no such file");
        return null;
    }

    private static string NotBuilt(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return NotBuiltPage;
    }

    private static async Task SendAsync(HttpContext context, ConsoleFile file)
    {
        var headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Headers.IfNoneMatch.Contains(file.ETag, StringComparer.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.BodyWriter.WriteAsync(file.Content, context.RequestAborted);
    }
}
