using System.Net.WebSockets;
using System.Text;

namespace Rowgate.Cli.Tests.Postgres;

/// <summary>Follows a query over HTTP in one of the ways there are, and keeps every byte that it was sent.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly StringBuilder _heard = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _reading = Task.CompletedTask;

    /// <summary>All that was heard.</summary>
    public string Heard
    {
        get
        {
            lock (_heard)
                return _heard.ToString();
        }
    }

    /// <summary>As server-sent events.</summary>
    public static LiveClient Events(Serving serving, string query, string token)
    {
        var client = new LiveClient();
        client._reading = client.ReadEventsAsync(serving, query, token);
        return client;
    }

    /// <summary>As one long poll after the other.</summary>
    public static LiveClient Polls(Serving serving, string query, string token)
    {
        var client = new LiveClient();
        client._reading = client.PollAsync(serving, query, token);
        return client;
    }

    /// <summary>As a subscription of a socket.</summary>
    public static LiveClient Socket(Serving serving, string query, string token)
    {
        var client = new LiveClient();
        client._reading = client.ReadSocketAsync(serving, query, token);
        return client;
    }

    /// <summary>Waits until this was heard.</summary>
    public Task UntilAsync(string text) => Serving.WaitAsync(() =>
    {
        Assert.False(_reading.IsFaulted, _reading.Exception?.ToString());
        return Task.FromResult(Heard.Contains(text, StringComparison.Ordinal));
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task ReadEventsAsync(Serving serving, string query, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "rest/v1/" + query);
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await serving.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
        Hear($"status {(int)response.StatusCode}\n");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_stop.Token));
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
            Hear(line + "\n");
    }

    private async Task PollAsync(Serving serving, string query, string token)
    {
        string? tag = null;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "rest/v1/" + query);
            request.Headers.Add("Prefer", "wait=20");
            request.Headers.Authorization = new("Bearer", token);
            if (tag is not null)
                request.Headers.Add("If-None-Match", tag);
            using var response = await serving.Http.SendAsync(request, _stop.Token);
            Hear($"status {(int)response.StatusCode}\n{await response.Content.ReadAsStringAsync(_stop.Token)}\n");
            if ((int)response.StatusCode is not (200 or 304))
                return;
            tag = response.Headers.ETag!.Tag;
        }
    }

    private async Task ReadSocketAsync(Serving serving, string query, string token)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        var address = new UriBuilder(new Uri(serving.Http.BaseAddress!, "rest/v1/")) { Scheme = "ws" };
        await socket.ConnectAsync(address.Uri, _stop.Token);
        var subscription = Encoding.UTF8.GetBytes($$"""{"subscribe":"a","query":"{{query}}"}""");
        await socket.SendAsync(subscription, WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, _stop.Token) is { MessageType: WebSocketMessageType.Text } part)
        {
            var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
            Hear(part.EndOfMessage ? text + "\n" : text);

            // Whoever lost a subscription tries again on the same socket, once.
            if (text.Contains("\"event\":\"end\"", StringComparison.Ordinal) && !Heard.Contains("again", StringComparison.Ordinal))
            {
                Hear("again\n");
                await socket.SendAsync(subscription, WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
            }
        }
    }

    private void Hear(string text)
    {
        lock (_heard)
            _heard.Append(text);
    }
}
