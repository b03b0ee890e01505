// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Gate;
using Rowgate.Gate.Requests;
using Rowgate.Http.Configuration;
using Rowgate.Http.Guard;

namespace Rowgate.Http.Rest;

/// <summary>Finds out what a request is about: the root, a function or a relation.</summary>
internal sealed class RestRouter(
    RequestGate gate,
    ReadHandler reads,
    WriteHandler writes,
    OptionsHandler options,
    RootHandler root,
    FunctionHandler functions)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public ValueTask<Refusal?> HandleAsync(HttpContext context, HttpOptions settings, string prefix)
    {
        if (OriginRules.IsPreflight(context.Request))
        {
            OriginRules.AnswerPreflight(context);
            return default;
        }

        var path = context.Request.Path.Value.AsSpan(prefix.Length);
        if (path is ['/', ..])
            path = path[1..];
        if (Profile.Check(context, gate.DefaultSchema) is { } refusal)
            return new(refusal);
        if (path.IsEmpty)
            return root.HandleAsync(context, settings, prefix);
        if (path.StartsWith("rpc/"))
            return new(functions.Refuse(context.Request.Method, Decode(path[4..])));
        if (path.Contains('/'))
            return new(new Refusal(RefusalCode.PathNotFound, "Invalid path specified in request URL"));

        var name = Decode(path);
        var call = new RestCall(
            context, settings, $"{context.Request.PathBase}{prefix}/{Uri.EscapeDataString(name)}", new TableName(gate.DefaultSchema, name));
        return context.Request.Method switch
        {
            "GET" or "HEAD" => reads.HandleAsync(call),
            "POST" => writes.HandleAsync(call, WriteKind.Insert),
            "PATCH" => writes.HandleAsync(call, WriteKind.Update),
            "PUT" => writes.HandleAsync(call, WriteKind.Put),
            "DELETE" => writes.HandleAsync(call, WriteKind.Delete),
            "OPTIONS" => options.HandleAsync(call),
            var method => new(RootHandler.NotServed(method)),
        };
    }

    // The server has decoded everything in a path but the slash.
    private static string Decode(ReadOnlySpan<char> segment) =>
        segment.ToString().Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
