using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Rowgate.Http.Tests.Sockets;

/// <summary>A WebSocket as a client has it.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<SocketClient> ConnectAsync(TestServer server, string path = "", string? origin = null)
    {
        var client = new SocketClient();
        if (origin is not null)
            client._socket.Options.SetRequestHeader("Origin", origin);
        client._socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" };
        await client._socket.ConnectAsync(address.Uri, Cancelled);
        return client;
    }

    public Task SayAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, Cancelled);

    /// <summary>The next message but <c>progress</c>; null when the server closes.</summary>
    public async Task<JsonNode?> HearAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var message = new MemoryStream();
            var buffer = new byte[4096];
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, deadline.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            var json = JsonNode.Parse(message.ToArray())!;
            if (json["event"]?.GetValue<string>() != "progress")
                return json;
        }
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancelled);

    public void Dispose() => _socket.Dispose();
}
