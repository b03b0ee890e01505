using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Gate;
using Rowgate.Http.Configuration;
using Rowgate.Http.Live;
using Rowgate.Live;

namespace Rowgate.Http.Sockets;

/// <summary>Opens sockets: on the root without a query, on a relation with that one followed already.</summary>
internal sealed class LiveSocket(
    LiveQueries live, RequestGate gate, IOptionsMonitor<HttpOptions> options, IHostApplicationLifetime server)
{
    /// <summary>Serves a socket until it is closed.</summary>
    /// <param name="context">The request that asks for it.</param>
    /// <param name="prefix">The path in front of the relation's name.</param>
    /// <param name="answer">Answers the requests that come over the socket.</param>
    /// <returns>The refusal to answer with instead; null when it was served.</returns>
    public async ValueTask<Refusal?> ServeAsync(HttpContext context, string prefix, RequestDelegate answer)
    {
        if (gate.Describe(Caller.Anonymous).Refusal is { } refusal)
            return refusal;
        var path = context.Request.Path.Value![prefix.Length..].Trim('/');
        if (path.Length == 0)
        {
            await RunAsync(context, prefix, answer, first: null);
            return null;
        }

        var query = QueryParser.Parse(context.Request.QueryString.Value is { Length: > 1 } text ? text[1..] : "");
        if (!query.Accepted)
            return query.Refusal;
        var from = ResumeOffset.Of(context.Request);
        if (!from.Accepted)
            return from.Refusal;
        var request = new LiveRequest(
            Caller.Anonymous, new TableName(gate.DefaultSchema, path), query.Value, from.Value.Offset);
        var opened = await live.OpenAsync(request, context.RequestAborted);
        if (!opened.Accepted)
            return opened.Refusal;
        await using var first = opened.Value;
        await RunAsync(context, prefix, answer, first);
        return null;
    }

    private async Task RunAsync(HttpContext context, string prefix, RequestDelegate answer, LiveQuery? first)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping);
        using var session = new SocketSession(socket, context, live, options.CurrentValue, gate.DefaultSchema, prefix, answer);
        await session.RunAsync(first, ending.Token);
    }
}
