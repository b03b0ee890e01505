using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;
using Rowgate.Gate;
using Rowgate.Http.Configuration;
using Rowgate.Http.Live;
using Rowgate.Http.Messages;
using Rowgate.Live;

namespace Rowgate.Http.Sockets;

/// <summary>Opens sockets: on the root without a query, on a relation with that one followed already.</summary>
internal sealed class LiveSocket(
    LiveQueries live, RequestGate gate, IOptionsMonitor<HttpOptions> options, IHostApplicationLifetime server)
{
    /// <summary>Serves a socket until it is closed.</summary>
    /// <param name="scope">The request that asks for it.</param>
    /// <param name="answer">Answers the requests that come over the socket.</param>
    /// <returns>The refusal to answer with instead; null when it was served.</returns>
    public async ValueTask<Refusal?> ServeAsync(RestScope scope, RequestDelegate answer)
    {
        var context = scope.Context;
        if ((gate.WhyNotReady ?? gate.Describe(scope.Caller).Refusal) is { } refusal)
            return refusal;
        var schema = Profile.Find(context, gate.Schemas);
        if (!schema.Accepted)
            return schema.Refusal;

        // What is followed outlives every single request: SQL sees who asks, and no headers.
        var session = scope.Session(schema.Value == gate.Schemas[0] ? null : schema.Value, Preferences.None) with { Facts = null };
        var template = new LiveRequest(scope.Caller, new TableName(schema.Value, "-"), TableQuery.All) { Session = session };
        var path = context.Request.Path.Value![scope.Prefix.Length..].Trim('/');
        if (path.Length == 0)
        {
            await RunAsync(scope, template, answer, first: null);
            return null;
        }

        var query = QueryParser.Parse(context.Request.QueryString.Value is { Length: > 1 } text ? text[1..] : "");
        if (!query.Accepted)
            return query.Refusal;
        var from = ResumeOffset.Of(context.Request, scope.Caller, live);
        if (!from.Accepted)
            return from.Refusal;
        var request = template with
        {
            Relation = new TableName(schema.Value, path),
            Query = query.Value,
            From = from.Value.Offset,
        };
        var opened = await live.OpenAsync(request, context.RequestAborted);
        if (!opened.Accepted)
            return opened.Refusal;
        await using var first = opened.Value;
        await RunAsync(scope, template, answer, first);
        return null;
    }

    private async Task RunAsync(RestScope scope, LiveRequest template, RequestDelegate answer, LiveQuery? first)
    {
        var context = scope.Context;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping);
        using var session = new SocketSession(socket, context, live, options.CurrentValue, template, scope.Prefix, answer);
        await session.RunAsync(first, ending.Token);
    }
}
