using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Http.Guard;
using Rowgate.Http.Messages;

namespace Rowgate.Server.Admin;

/// <summary>Wraps handlers that answer to callers on the machine itself only.</summary>
/// <param name="guard">Keeps foreign web pages out.</param>
internal sealed class LocalEndpoint(RequestGuard guard)
{
    /// <summary>The handler behind the checks. What it refuses is written as an error body.</summary>
    public RequestDelegate Wrap(Func<HttpContext, ValueTask<Refusal?>> handle) => async context =>
    {
        var refusal = LocalOnly.Check(context) ?? guard.Check(context) ?? Method(context.Request.Method) ?? await handle(context);
        if (refusal is not null && !context.Response.HasStarted)
            await RefusalWriter.WriteAsync(context, refusal);
    };

    private static Refusal? Method(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
            ? null
            : new Refusal(RefusalCode.MethodNotServed, $"Unsupported HTTP method: {method}", Hint: "Use GET.");
}
