// Hot path: bench/PointRead
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Gate;
using Rowgate.Gate.Requests;
using Rowgate.Http.Messages;

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
    public ValueTask<Refusal?> HandleAsync(RestScope scope)
    {
        var context = scope.Context;
        if (gate.WhyNotReady is { } notReady)
            return new(notReady);
        var path = context.Request.Path.Value.AsSpan(scope.Prefix.Length);
        if (path is ['/', ..])
            path = path[1..];
        var isCall = path.StartsWith("rpc/");
        var segment = isCall ? path[4..] : path;
        if (segment.Contains('/') || (isCall && segment.IsEmpty))
            return new(new Refusal(RefusalCode.PathNotFound, "Invalid path specified in request URL"));
        var schema = Profile.Find(context, gate.Schemas);
        if (!schema.Accepted)
            return new(schema.Refusal);
        if (segment.IsEmpty)
            return root.HandleAsync(CallOf(scope, schema.Value, "", isCall: false));
        var call = CallOf(scope, schema.Value, Decode(segment), isCall);
        return isCall ? functions.HandleAsync(call) : HandleAsync(call);
    }

    private ValueTask<Refusal?> HandleAsync(RestCall call) => call.Request.Method switch
    {
        "GET" or "HEAD" => reads.HandleAsync(call),
        "POST" => writes.HandleAsync(call, WriteKind.Insert),
        "PATCH" => writes.HandleAsync(call, WriteKind.Update),
        "PUT" => writes.HandleAsync(call, WriteKind.Put),
        "DELETE" => writes.HandleAsync(call, WriteKind.Delete),
        "OPTIONS" => options.HandleAsync(call),
        var method => new(RootHandler.NotServed(method)),
    };

    private RestCall CallOf(RestScope scope, string schema, string name, bool isCall)
    {
        var preferences = Preferences.Parse(scope.Context.Request.Headers["Prefer"], gate.HonoursTimeZone);
        return new(
            scope.Context,
            scope.Options,
            scope.Caller,
            $"{scope.Context.Request.PathBase}{scope.Prefix}/{(isCall ? "rpc/" : "")}{Uri.EscapeDataString(name)}",
            new TableName(schema, name),
            scope.Session(schema == gate.Schemas[0] ? null : schema, preferences),
            preferences,
            scope.Times);
    }

    // The server has decoded everything in a path but the slash.
    private static string Decode(ReadOnlySpan<char> segment) =>
        segment.ToString().Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
