using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Values;
using Rowgate.Http.Configuration;
using Rowgate.Http.Guard;
using Rowgate.Live;

namespace Rowgate.Http.Sockets;

/// <summary>One open socket: its subscriptions, its requests, and the queue of what is to be sent.</summary>
/// <remarks>
/// Frames are handled one after the other. What is sent waits in a bounded queue; while it is full no frame is read, and
/// a subscription does not read on: its own buffer in the live engine overruns, and the client is told that it lagged.
/// </remarks>
internal sealed class SocketSession(
    WebSocket socket, HttpContext context, LiveQueries live, HttpOptions options, LiveRequest template, string prefix, RequestDelegate answer)
    : IDisposable
{
    // What docs/reference/live.md promises. The largest message by default fits twice.
    private const long OutgoingBytesMax = 8 << 20;

    // How long a client has to answer a goodbye.
    private static readonly TimeSpan GoodbyeWait = TimeSpan.FromSeconds(2);

    private readonly OutgoingFrames _outgoing = new(OutgoingBytesMax);

    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _session = new();

    /// <summary>Serves the socket until one side closes it.</summary>
    /// <param name="first">A query that is followed from the start; null for none.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public async Task RunAsync(LiveQuery? first, CancellationToken cancellationToken)
    {
        // No more is said then but goodbye; to cancel at once would cut the connection without it.
        await using var ending = cancellationToken.Register(() => _outgoing.Close());
        if (first is not null)
            Follow("", first);
        var sending = SendAllAsync();
        try
        {
            await ReceiveAllAsync(_session.Token);
        }
        catch (OperationCanceledException) when (_session.IsCancellationRequested || socket.State == WebSocketState.Aborted)
        {
            // The sending side is gone, the server stops, or the client answered no ping.
        }
        catch (WebSocketException)
        {
            // The client went without closing. Nothing is left to be said to it.
        }
        finally
        {
            await _session.CancelAsync();
            await sending;
            await CloseAsync(WebSocketCloseStatus.NormalClosure);
            await Task.WhenAll(_subscriptions.Values.Select(subscription => subscription.StopAsync()));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _outgoing.Dispose();
    }

    private async Task ReceiveAllAsync(CancellationToken cancellationToken)
    {
        using var message = new PooledBuffer();
        while (true)
        {
            message.Clear();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(message.GetMemory(4096), cancellationToken);
                message.Advance(part.Count);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                if (message.Length > options.SocketMessageBytesMax)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "The message is too large", cancellationToken);
                    return;
                }
            }
            while (!part.EndOfMessage);

            var frame = part.MessageType == WebSocketMessageType.Text
                ? ClientFrameReader.Read(message.Written)
                : new Refusal(RefusalCode.BodyNotUnderstood, "Only text frames are understood");
            await HandleAsync(frame, cancellationToken);
        }
    }

    private async ValueTask HandleAsync(Outcome<ClientFrame> frame, CancellationToken cancellationToken)
    {
        switch (frame.Value)
        {
            case SubscribeFrame taken when _subscriptions.ContainsKey(taken.Name):
                // Not in the name of the subscription: that one goes on.
                await SayAsync(ServerFrame.Error(NameTaken(taken.Name)), cancellationToken);
                break;
            case SubscribeFrame subscribe:
                if (await SubscribeAsync(subscribe, cancellationToken) is { } refusal)
                {
                    await SayAsync(ServerFrame.Error(subscribe.Name, refusal), cancellationToken);
                    await SayAsync(ServerFrame.End(subscribe.Name), cancellationToken);
                }

                break;
            case UnsubscribeFrame unsubscribe:
                if (_subscriptions.TryRemove(unsubscribe.Name, out var subscription))
                    await subscription.StopAsync();
                await SayAsync(ServerFrame.End(unsubscribe.Name), cancellationToken);
                break;
            case RequestFrame request:
                using (var inner = new SocketRequest(request, context, prefix, options.SocketMessageBytesMax))
                    await SayAsync(await inner.AnswerAsync(answer), cancellationToken);
                break;
            default:
                await SayAsync(ServerFrame.Error(frame.Refusal!), cancellationToken);
                break;
        }
    }

    private async ValueTask<Refusal?> SubscribeAsync(SubscribeFrame frame, CancellationToken cancellationToken)
    {
        if (_subscriptions.Count >= options.SocketSubscriptionsMax)
            return new(RefusalCode.TooManyLiveQueries, $"A socket carries at most {options.SocketSubscriptionsMax} live queries");
        if (frame.Query.Length > options.UrlBytesMax)
            return UrlLimit.Refuse(options.UrlBytesMax);
        var query = QueryParser.ParseRelation(frame.Query.TrimStart('/'));
        if (!query.Accepted)
            return query.Refusal;
        var request = template with
        {
            Relation = template.Relation with { Name = query.Value.Relation },
            Query = query.Value.Query,
        };
        if (frame.From is { } id)
        {
            var from = live.Find(id);
            if (!from.Accepted)
                return from.Refusal;
            request = request with { From = from.Value };
        }

        var opened = await live.OpenAsync(request, cancellationToken);
        if (!opened.Accepted)
            return opened.Refusal;
        Follow(frame.Name, opened.Value);
        return null;
    }

    private static Refusal NameTaken(string name) =>
        new(RefusalCode.BodyNotUnderstood, $"There is a subscription '{name}' already", Hint: "Unsubscribe first, or take another name.");

    private void Follow(string name, LiveQuery query)
    {
        var subscription = new Subscription(name, live, query, SayAsync, _session);
        _subscriptions[name] = subscription;
        subscription.Start(whenEnded: () => _subscriptions.TryRemove(new(name, subscription)));
    }

    // When the socket is being closed it takes nothing more, and nobody minds.
    private async ValueTask SayAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) =>
        await _outgoing.AddAsync(frame, cancellationToken);

    // The one place that sends, because a socket takes one message at a time.
    private async Task SendAllAsync()
    {
        try
        {
            await _outgoing.SendAllAsync(
                (frame, cancelled) => socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancelled), _session.Token);
            await CloseAsync(WebSocketCloseStatus.EndpointUnavailable);
            _session.CancelAfter(GoodbyeWait);
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // Either way the session ends, and the receiving side is waiting to hear it.
            await _session.CancelAsync();
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, null, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // It is gone already.
        }
    }
}
