using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rowgate.Http.Tests.Results;

public sealed class StreamingTests
{
    private const int Rows = 20_000;

    private const string Series =
        "CREATE VIEW series AS WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 20000) SELECT n, 'some text' AS t FROM s;"
        + "CREATE VIEW broken AS SELECT CASE WHEN n = 20000 THEN abs(-9223372036854775807 - 1) ELSE n END AS n, t FROM series;";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_small_result_has_its_length()
    {
        await using var server = await TestServer.StartAsync(moreSql: Series);
        using var response = await server.GetAsync("series");
        Assert.Equal(Rows, (await response.JsonAsync()).AsArray().Count);
        Assert.NotNull(response.Header("Content-Length"));
        Assert.Equal($"0-{Rows - 1}/*", response.Header("Content-Range"));
    }

    [Fact]
    public async Task Over_http2_the_range_of_a_large_result_follows_it()
    {
        await using var server = await TestServer.StartAsync(
            options => options.CollectBytesMax = 10_000, moreSql: Series, protocols: HttpProtocols.Http2);
        using var response = await server.GetAsync("series");
        Assert.Null(response.Header("Content-Length"));
        Assert.Null(response.Header("Content-Range"));
        Assert.Equal(Rows, (await response.JsonAsync()).AsArray().Count);
        Assert.Equal($"0-{Rows - 1}/*", response.TrailingHeaders.GetValues("Content-Range").Single());
    }

    [Fact]
    public async Task A_large_result_has_no_range_where_nothing_can_follow_the_body()
    {
        await using var server = await TestServer.StartAsync(options => options.CollectBytesMax = 10_000, moreSql: Series);
        using var response = await server.GetAsync("series");
        Assert.Equal("chunked", response.Header("Transfer-Encoding"));
        Assert.Null(response.Header("Content-Range"));
        Assert.Equal(Rows, (await response.JsonAsync()).AsArray().Count);
    }

    [Fact]
    public async Task A_large_result_whose_total_was_asked_for_has_its_range_in_front()
    {
        await using var server = await TestServer.StartAsync(options => options.CollectBytesMax = 10_000, moreSql: Series);
        using var response = await server.GetAsync("series?offset=5&limit=15000", ("Prefer", "count=exact"));
        Assert.Equal(206, (int)response.StatusCode);
        Assert.Equal($"5-15004/{Rows}", response.Header("Content-Range"));
        Assert.Equal(15_000, (await response.JsonAsync()).AsArray().Count);
    }

    [Fact]
    public async Task A_large_result_comes_as_csv_too()
    {
        await using var server = await TestServer.StartAsync(options => options.CollectBytesMax = 10_000, moreSql: Series);
        using var response = await server.GetAsync("series", ("Accept", "text/csv"));
        Assert.Equal(Rows + 1, (await response.TextAsync()).Split('\n').Length);
    }

    [Fact]
    public async Task An_error_before_the_first_byte_is_an_error()
    {
        await using var server = await TestServer.StartAsync(moreSql: Series);
        using var response = await server.GetAsync("broken");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("22003", await response.CodeAsync());
    }

    [Fact]
    public async Task An_error_behind_the_first_byte_cuts_the_connection()
    {
        await using var server = await TestServer.StartAsync(options => options.CollectBytesMax = 10_000, moreSql: Series);
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var response = await server.GetAsync("broken");
            Assert.Equal(200, (int)response.StatusCode);
            await response.TextAsync();
        });
    }

    [Fact]
    public async Task Readers_that_go_away_leave_nothing_behind()
    {
        await using var server = await TestServer.StartAsync(options => options.CollectBytesMax = 10_000, moreSql: Series);
        for (var i = 0; i < 50; i++)
        {
            // More than there are connections to the database: each must come back.
            using var response = await server.GetAsync("series?select=n,a:t,b:t,c:t,d:t,e:t");
            await using var stream = await response.Content.ReadAsStreamAsync(Cancelled);
            _ = await stream.ReadAsync(new byte[100], Cancelled);
        }

        using var last = await server.GetAsync("customers?select=id&id=eq.1");
        Assert.Equal("""[{"id":1}]""", await last.TextAsync());
    }

    [Fact]
    public async Task Many_reads_at_once_are_all_answered()
    {
        await using var server = await TestServer.StartAsync(moreSql: Series);
        var answers = await Task.WhenAll(Enumerable.Range(1, 100).Select(async n =>
        {
            using var response = await server.GetAsync($"series?n=eq.{n}&select=n");
            return JsonNode.Parse(await response.TextAsync())![0]!["n"]!.GetValue<int>();
        }));
        Assert.Equal(Enumerable.Range(1, 100), answers);
    }
}
