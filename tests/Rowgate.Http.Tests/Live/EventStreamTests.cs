using System.Text;

namespace Rowgate.Http.Tests.Live;

public sealed class EventStreamTests
{
    private static readonly (string, string) WantsStream = ("Accept", "text/event-stream");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_begins_with_the_rows_and_goes_on_with_changes()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync("orders?status=eq.open&select=id,status&order=id", WantsStream);
        Assert.Equal("text/event-stream", response.Header("Content-Type"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Equal("no", response.Header("X-Accel-Buffering"));

        using var events = await ReadAsync(response);
        var (name, data) = await events.NextAsync();
        Assert.Equal("snapshot", name);
        Assert.Equal("""{"rows":[{"id":10,"status":"open"},{"id":12,"status":"open"}],"more":false}""", data.ToJsonString());

        await PostAsync(server, "orders", """{"id":20}""");
        (name, data) = await events.NextAsync();
        Assert.Equal("change", name);
        Assert.Equal("enter", data["op"]!.GetValue<string>());
        Assert.Equal("""{"id":20,"status":"open"}""", data["row"]!.ToJsonString());

        server.Execute("UPDATE orders SET status = 'paid' WHERE id = 10");
        (name, data) = await events.NextAsync();
        Assert.Equal("leave", data["op"]!.GetValue<string>());
        Assert.Equal("""{"id":10}""", data["key"]!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_resumes_behind_the_last_event_seen(bool byHeader)
    {
        await using var server = await TestServer.StartLiveAsync();
        string? last;
        using (var response = await server.GetAsync("customers?select=id", WantsStream))
        {
            using var events = await ReadAsync(response);
            await events.NextAsync();
            last = events.LastId;
        }

        await PostAsync(server, "customers", """{"id":7,"name":"Dan"}""");
        using var again = byHeader
            ? await server.GetAsync("customers?select=id", WantsStream, ("Last-Event-ID", last!))
            : await server.GetAsync("customers?select=id&offset_from=" + last, WantsStream);
        using var rest = await ReadAsync(again);
        var (name, data) = await rest.NextAsync();
        Assert.Equal("change", name);
        Assert.Equal("""{"id":7}""", data["row"]!.ToJsonString());
    }

    [Fact]
    public async Task A_query_with_embeds_is_followed_too()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync("orders?id=eq.11&select=id,order_items(sku)", WantsStream);
        using var events = await ReadAsync(response);
        await events.NextAsync();
        await PostAsync(server, "order_items", """{"order_id":11,"sku":"b"}""");
        var (_, data) = await events.NextAsync();
        Assert.Equal(2, data["row"]!["order_items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("custmers", 404, "PGRST205")]
    [InlineData("customers?nme=eq.1", 400, "42703")]
    [InlineData("customers?id=equals.1", 400, "PGRST100")]
    [InlineData("customers?offset_from=soon", 400, "RG5002")]
    [InlineData("customers?offset_from=0", 400, "RG5002")]
    [InlineData("customers?offset_from=0-of another", 400, "RG5002")]
    [InlineData("customers?offset_from=0-0a1b2c3d", 410, "RG5001")]
    public async Task What_cannot_be_followed_is_refused_before_the_stream(string path, int status, string code)
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync(path, WantsStream);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, await response.CodeAsync());
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_forgotten()
    {
        await using var server = await TestServer.StartLiveAsync();
        using (var response = await server.GetAsync("customers", WantsStream))
        {
            using var events = await ReadAsync(response);
            await events.NextAsync();
            Assert.Equal(1, server.Live.Count);
        }

        await Eventually.IsTrueAsync(() => server.Live.Count == 0);
    }

    [Fact]
    public async Task Many_events_at_once_all_arrive()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync("notes?select=body", WantsStream);
        using var events = await ReadAsync(response);
        await events.NextAsync();
        var rows = string.Join(',', Enumerable.Range(0, 500).Select(n => $$"""{"body":"{{n}}"}"""));
        await PostAsync(server, "notes", $"[{rows}]");
        for (var n = 0; n < 500; n++)
        {
            var (_, data) = await events.NextAsync();
            Assert.Equal($"{n}", data["row"]!["body"]!.GetValue<string>());
        }
    }

    private static async Task<EventReader> ReadAsync(HttpResponseMessage response) =>
        new(await response.Content.ReadAsStreamAsync(Cancelled));

    private static async Task PostAsync(TestServer server, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), content, Cancelled);
        Assert.Equal(201, (int)response.StatusCode);
    }
}
