using System.Net.WebSockets;
using Rowgate.Http.Tests.Sockets;

namespace Rowgate.Http.Tests.Live;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Live_queries_do_not_keep_the_server_from_stopping()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var stream = await server.GetAsync("customers", ("Accept", "text/event-stream"));
        using var socket = await SocketClient.ConnectAsync(server, "customers");
        await socket.HearAsync();
        using var first = await server.GetAsync("customers", ("Prefer", "wait=60"));
        var poll = server.GetAsync("customers", ("Prefer", "wait=60"), ("If-None-Match", first.Header("ETag")!));
        await Eventually.IsTrueAsync(() => server.Live.Count == 3);

        var start = TimeProvider.System.GetTimestamp();
        await server.StopAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 15);
        Assert.Null(await socket.HearAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        Assert.Contains("event: snapshot", await stream.TextAsync(), StringComparison.Ordinal);
        using var answer = await poll;
        Assert.Equal(503, (int)answer.StatusCode);
    }
}
