using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Core.Errors;
using Rowgate.Gate;
using Rowgate.Http.Configuration;
using Rowgate.Http.Messages;
using Rowgate.Http.OpenApi;

namespace Rowgate.Http.Rest;

/// <summary>Answers requests to the root: the OpenAPI document.</summary>
internal sealed class RootHandler(RequestGate gate, OpenApiCache documents)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(HttpContext context, HttpOptions settings, string prefix)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsOptions(method))
        {
            OptionsHandler.Send(context.Response, "OPTIONS,GET,HEAD");
            return null;
        }

        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            return NotServed(method);
        if (!settings.OpenApiEnabled)
            return new Refusal(RefusalCode.OpenApiDisabled, "Root endpoint metadata is disabled");
        var catalog = gate.Describe(Caller.Anonymous);
        if (!catalog.Accepted)
            return catalog.Refusal;
        var type = AcceptHeader.ForOpenApi(context.Request.Headers.Accept);
        if (!type.Accepted)
            return type.Refusal;

        var request = context.Request;
        var document = documents.Get(
            catalog.Value, new ServerAddress(request.Scheme, request.Host.Value ?? "", $"{request.PathBase}{prefix}/"));
        context.Response.ContentType = type.Value;
        if (HttpMethods.IsHead(method))
            return null;
        context.Response.ContentLength = document.Length;
        await context.Response.BodyWriter.WriteAsync(document, context.RequestAborted);
        return null;
    }

    /// <summary>The refusal of a method that nothing here answers.</summary>
    public static Refusal NotServed(string method) =>
        new(RefusalCode.MethodNotServed, $"Unsupported HTTP method: {method}");
}
