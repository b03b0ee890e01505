using Microsoft.AspNetCore.Http;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Gate;
using Rowgate.Http.Configuration;
using Rowgate.Http.Media;
using Rowgate.Http.OpenApi;

namespace Rowgate.Http.Rest;

/// <summary>Answers requests to the root: the OpenAPI document, or a function in its place.</summary>
internal sealed class RootHandler(RequestGate gate, FunctionHandler functions, OpenApiCache documents)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(RestCall call)
    {
        var method = call.Request.Method;
        if (HttpMethods.IsOptions(method))
        {
            OptionsHandler.Send(call.Response, "OPTIONS,GET,HEAD");
            return null;
        }

        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            return NotServed(method);
        if (call.Options.RootSpec is { Length: > 0 } function)
            return await functions.HandleAsync(call with { Name = call.Name with { Name = function } });
        if (call.Options.OpenApiMode == OpenApiMode.Disabled)
            return new Refusal(RefusalCode.OpenApiDisabled, "Root endpoint metadata is disabled");
        var catalog = await DescribeAsync(call);
        if (!catalog.Accepted)
            return catalog.Refusal;
        var type = OpenApiType.Choose(call.Request.Headers.Accept);
        if (!type.Accepted)
            return type.Refusal;

        var document = documents.Get(
            catalog.Value, call.Caller, new OpenApiSubject(AddressOf(call), call.Name.Schema, call.Options.OpenApiSecurityActive));
        call.Response.ContentType = type.Value;
        if (HttpMethods.IsHead(method))
            return null;
        call.Response.ContentLength = document.Length;
        await call.Response.BodyWriter.WriteAsync(document, call.Aborted);
        return null;
    }

    /// <summary>The refusal of a method that nothing here answers.</summary>
    public static Refusal NotServed(string method) =>
        new(RefusalCode.MethodNotServed, $"Unsupported HTTP method: {method}");

    private async ValueTask<Outcome<DatabaseCatalog>> DescribeAsync(RestCall call) =>
        call.Options.OpenApiMode == OpenApiMode.IgnorePrivileges
            ? gate.Describe(call.Caller)
            : await gate.DescribeAsync(call.Caller, call.Session, call.Aborted);

    private static ServerAddress AddressOf(RestCall call)
    {
        if (call.Options.OpenApiServerUri is { IsAbsoluteUri: true } server)
            return new(server.Scheme, server.IsDefaultPort ? $"{server.Host}:{server.Port}" : server.Authority, server.AbsolutePath);
        var request = call.Request;
        return new(request.Scheme, request.Host.Value ?? "", call.Path);
    }
}
