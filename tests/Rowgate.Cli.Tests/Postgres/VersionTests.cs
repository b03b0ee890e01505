using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Rowgate.Cli.Tests.Postgres;

/// <summary>Every supported release, from end to end. The whole suites run on 15 and 18 only.</summary>
public sealed class VersionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(13, "wal")]
    [InlineData(13, "trigger")]
    [InlineData(14, "wal")]
    [InlineData(14, "trigger")]
    [InlineData(16, "wal")]
    [InlineData(16, "trigger")]
    [InlineData(17, "wal")]
    [InlineData(17, "trigger")]
    public async Task Requests_capture_and_live_queries_work(int version, string mode)
    {
        await using var shop = await Shop.MakeAsync(version);
        var web = $"web_{shop.Database.Name}";

        // So little that the server sends a transaction of some thousand rows while it runs, where it can.
        await shop.Database.ExecuteAsync($"""
            ALTER DATABASE {shop.Database.Name} SET logical_decoding_work_mem = '64kB';
            CREATE ROLE {web} NOLOGIN; GRANT {web} TO {shop.Login}; GRANT SELECT ON orders TO {web};
            """);
        await using var serving = await shop.Rowgate.ServeAsync([.. shop.Plain, "--set", $"capture.mode={mode}"]);
        using var live = await FollowAsync(serving, "rest/v1/orders?id=gte.20000");

        Assert.Equal("""[{"id":7,"lines":[]}]""", await serving.GetAsync("rest/v1/orders?id=eq.7&select=id,lines(name)"));
        Assert.Equal("1", await serving.GetAsync("rest/v1/rpc/slow?seconds=0"));
        Assert.Equal(201, await SendAsync(serving, HttpMethod.Post, """{"id":1001,"status":"new"}"""));
        Assert.Equal(403, await SendAsync(serving, HttpMethod.Post, """{"id":1002}""", Shop.Token(web)));
        var (status, body) = await Shop.AskAsync(serving, "rest/v1/orders?id=eq.1001", Shop.Token(web));
        Assert.Equal((200, """[{"id":1001,"status":"new"}]"""), (status, body.GetRawText()));
        var api = JsonDocument.Parse(await serving.GetAsync("rest/v1/")).RootElement;
        Assert.True(api.GetProperty("paths").TryGetProperty("/orders", out _));

        var end = await Shop.JournalEndAsync(serving);
        await shop.Database.ExecuteAsync("INSERT INTO orders SELECT g, repeat('x', 100) FROM generate_series(10001, 19000) g");
        await shop.Database.ExecuteAsync("INSERT INTO orders VALUES (20001, 'seen')");
        await Serving.WaitAsync(async () => await Shop.JournalEndAsync(serving) >= end + 9001);
        while (!(await live.ReadLineAsync(Cancellation))!.Contains("""{"id":20001,"status":"seen"}""", StringComparison.Ordinal))
        {
            // The snapshot comes first, and what keeps the connection open.
        }
    }

    private static async Task<StreamReader> FollowAsync(Serving serving, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await serving.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.True(response.IsSuccessStatusCode, response.ToString());
        var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("event: snapshot", await stream.ReadLineAsync(Cancellation));
        return stream;
    }

    private static async Task<int> SendAsync(Serving serving, HttpMethod method, string body, string? token = null)
    {
        using var request = new HttpRequestMessage(method, "rest/v1/orders");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await serving.Http.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }
}
