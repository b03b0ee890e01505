using System.Net.WebSockets;
using Rowgate.Http.Tests.Live;

namespace Rowgate.Http.Tests.Sockets;

public sealed class LiveSocketTests
{
    [Fact]
    public async Task A_query_is_followed_under_the_name_that_the_client_gives_it()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"subscribe":"a","query":"orders?status=eq.open&select=id&order=id"}""");
        var snapshot = (await socket.HearAsync())!;
        Assert.Equal("a", snapshot["subscription"]!.GetValue<string>());
        Assert.Equal("snapshot", snapshot["event"]!.GetValue<string>());
        Assert.Equal("""{"rows":[{"id":10},{"id":12}],"more":false}""", snapshot["data"]!.ToJsonString());
        Assert.Matches("^[0-9]+-[0-9a-f]{8}$", snapshot["id"]!.GetValue<string>());

        server.Execute("INSERT INTO orders(id) VALUES (20)");
        var change = (await socket.HearAsync())!;
        Assert.Equal("change", change["event"]!.GetValue<string>());
        Assert.Equal("""{"id":20}""", change["data"]!["row"]!.ToJsonString());
    }

    [Fact]
    public async Task A_subscription_resumes_from_an_id_of_this_journal_only()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"subscribe":"a","query":"customers?select=id&id=eq.20"}""");
        var id = (await socket.HearAsync())!["id"]!.GetValue<string>();
        await socket.SayAsync("""{"unsubscribe":"a"}""");
        Assert.Equal("end", (await socket.HearAsync())!["event"]!.GetValue<string>());
        server.Execute("INSERT INTO customers(id, name) VALUES (20, 'Zoe')");

        await socket.SayAsync($$"""{"subscribe":"a","query":"customers?select=id&id=eq.20","from":"{{id}}"}""");
        Assert.Equal("change", (await socket.HearAsync())!["event"]!.GetValue<string>());
        await socket.SayAsync($$"""{"subscribe":"b","query":"customers","from":"{{id.Split('-')[0]}}-0a1b2c3d"}""");
        Assert.Equal("RG5001", (await socket.HearAsync())!["data"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_socket_on_a_query_has_that_one_already()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server, "customers?id=eq.1&select=id");
        var snapshot = (await socket.HearAsync())!;
        Assert.Equal("", snapshot["subscription"]!.GetValue<string>());
        Assert.Equal("""{"rows":[{"id":1}],"more":false}""", snapshot["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Requests_are_answered_in_order_on_the_socket()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"request":"r1","method":"POST","path":"customers?select=id,name","headers":{"Prefer":"return=representation"},"body":{"id":7,"name":"Dan"}}""");
        await socket.SayAsync("""{"request":"r2","path":"customers?id=eq.7&select=name","headers":{"Accept":"text/csv"}}""");
        await socket.SayAsync("""{"request":"r3","path":"no_such_table"}""");
        await socket.SayAsync("""{"request":"r4","method":"DELETE","path":"/customers?id=eq.7"}""");

        var created = (await socket.HearAsync())!;
        Assert.Equal("r1", created["response"]!.GetValue<string>());
        Assert.Equal(201, created["status"]!.GetValue<int>());
        Assert.Equal("""[{"id":7,"name":"Dan"}]""", created["body"]!.ToJsonString());
        Assert.Equal("return=representation", created["headers"]!["Preference-Applied"]!.GetValue<string>());
        Assert.Equal("name\nDan", (await socket.HearAsync())!["body"]!.GetValue<string>());
        var missing = (await socket.HearAsync())!;
        Assert.Equal(404, missing["status"]!.GetValue<int>());
        Assert.Equal("PGRST205", missing["body"]!["code"]!.GetValue<string>());
        var deleted = (await socket.HearAsync())!;
        Assert.Equal(204, deleted["status"]!.GetValue<int>());
        Assert.Null(deleted["body"]);
    }

    [Fact]
    public async Task A_client_can_stop_to_follow()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"subscribe":"a","query":"customers"}""");
        await socket.HearAsync();
        await socket.SayAsync("""{"unsubscribe":"a"}""");
        Assert.Equal("""{"subscription":"a","event":"end","id":null,"data":null}""", (await socket.HearAsync())!.ToJsonString());
        Assert.Equal(0, server.Live.Count);
        await socket.SayAsync("""{"subscribe":"a","query":"products"}""");
        Assert.Equal("snapshot", (await socket.HearAsync())!["event"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_its_subscription_goes_on()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"subscribe":"a","query":"orders?id=eq.20&select=id"}""");
        await socket.HearAsync();

        await socket.SayAsync("""{"subscribe":"a","query":"customers"}""");
        server.Execute("INSERT INTO orders(id) VALUES (20)");

        // The two may come in either order; neither ends the subscription.
        var heard = new[] { (await socket.HearAsync())!, (await socket.HearAsync())! };
        var refused = Assert.Single(heard, frame => frame["error"] is not null);
        Assert.Null(refused["subscription"]);
        Assert.Equal("PGRST102", refused["error"]!["code"]!.GetValue<string>());
        Assert.Equal("change", Assert.Single(heard, frame => frame["error"] is null)["event"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"subscribe\":1}")]
    [InlineData("{\"subscribe\":\"a\"}")]
    [InlineData("{\"subscribe\":\"a\",\"query\":\"customers\",\"from\":-1}")]
    [InlineData("{\"subscribe\":\"\\ud800\",\"query\":\"customers\"}")]
    [InlineData("{\"request\":\"r\"}")]
    [InlineData("{\"request\":\"r\",\"path\":\"customers\",\"headers\":{\"A\\nB\":\"x\"}}")]
    [InlineData("{\"request\":\"r\",\"path\":\"customers\",\"headers\":{\"A\":7}}")]
    public async Task A_frame_that_is_not_understood_leaves_the_socket_open(string frame)
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync(frame);
        Assert.Equal("PGRST102", (await socket.HearAsync())!["error"]!["code"]!.GetValue<string>());
        await socket.SayAsync("""{"request":"r","path":"customers?id=eq.1&select=id"}""");
        Assert.Equal(200, (await socket.HearAsync())!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Bytes_are_not_understood()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("{}", WebSocketMessageType.Binary);
        Assert.NotNull((await socket.HearAsync())!["error"]);
    }

    [Theory]
    [InlineData("no_such_table", "PGRST205")]
    [InlineData("customers?id=equals.1", "PGRST100")]
    [InlineData("", "PGRST100")]
    public async Task A_query_that_cannot_be_followed_ends_at_once(string query, string code)
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync($$"""{"subscribe":"a","query":"{{query}}"}""");
        var error = (await socket.HearAsync())!;
        Assert.Equal("error", error["event"]!.GetValue<string>());
        Assert.Equal(code, error["data"]!["code"]!.GetValue<string>());
        Assert.Equal("end", (await socket.HearAsync())!["event"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_socket_carries_only_so_many_queries()
    {
        await using var server = await TestServer.StartLiveAsync(options => options.SocketSubscriptionsMax = 1);
        using var socket = await SocketClient.ConnectAsync(server, "customers");
        await socket.HearAsync();
        await socket.SayAsync("""{"subscribe":"b","query":"products"}""");
        Assert.Equal("RG3001", (await socket.HearAsync())!["data"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_message_that_is_too_large_closes_the_socket()
    {
        await using var server = await TestServer.StartLiveAsync(options => options.SocketMessageBytesMax = 2000);
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync(new string(' ', 9000) + "{}");
        Assert.Null(await socket.HearAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
    }

    [Fact]
    public async Task A_request_for_a_stream_is_refused_and_does_not_hold_up_the_socket()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"request":"r1","path":"orders","headers":{"Accept":"text/event-stream"}}""");
        await socket.SayAsync("""{"request":"r2","path":"customers?id=eq.1&select=id"}""");
        Assert.Equal(406, (await socket.HearAsync())!["status"]!.GetValue<int>());
        Assert.Equal(200, (await socket.HearAsync())!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_an_error()
    {
        await using var server = await TestServer.StartLiveAsync(options => options.SocketMessageBytesMax = 2000);
        server.Execute("INSERT INTO notes(body) VALUES (printf('%.5000c', 'x'))");
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync("""{"request":"r","path":"notes"}""");
        var answer = (await socket.HearAsync())!;
        Assert.Equal(413, answer["status"]!.GetValue<int>());
        Assert.Equal("RG1002", answer["body"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("subscribe")]
    [InlineData("unsubscribe")]
    [InlineData("request")]
    public async Task A_name_has_at_most_128_characters(string frame)
    {
        await using var server = await TestServer.StartLiveAsync();
        using var socket = await SocketClient.ConnectAsync(server);
        await socket.SayAsync($$"""{"{{frame}}":"{{new string('n', 129)}}","query":"customers","path":"customers"}""");
        Assert.Equal("PGRST102", (await socket.HearAsync())!["error"]!["code"]!.GetValue<string>());
        await socket.SayAsync($$"""{"{{frame}}":"{{new string('n', 128)}}","query":"customers","path":"customers"}""");
        Assert.Null((await socket.HearAsync())!["error"]);
    }

    [Fact]
    public async Task Queries_in_frames_are_as_long_as_urls_at_most()
    {
        await using var server = await TestServer.StartLiveAsync(options => options.UrlBytesMax = 300);
        using var socket = await SocketClient.ConnectAsync(server);
        var query = "customers?name=eq." + new string('x', 300);
        await socket.SayAsync($$"""{"subscribe":"a","query":"{{query}}"}""");
        Assert.Equal("RG1001", (await socket.HearAsync())!["data"]!["code"]!.GetValue<string>());
        Assert.Equal("end", (await socket.HearAsync())!["event"]!.GetValue<string>());
        await socket.SayAsync($$"""{"request":"r","path":"{{query}}"}""");
        var answer = (await socket.HearAsync())!;
        Assert.Equal(414, answer["status"]!.GetValue<int>());
        Assert.Equal("RG1001", answer["body"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_foreign_page_cannot_open_a_socket()
    {
        await using var server = await TestServer.StartLiveAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.ConnectAsync(server, origin: "https://evil.example"));
        using var own = await SocketClient.ConnectAsync(server, origin: "http://localhost:3000");
        await own.SayAsync("""{"request":"r","path":"customers?limit=1"}""");
        Assert.Equal(200, (await own.HearAsync())!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_socket_that_closes_takes_its_queries_with_it()
    {
        await using var server = await TestServer.StartLiveAsync();
        using (var socket = await SocketClient.ConnectAsync(server, "customers"))
        {
            await socket.HearAsync();
            await socket.SayAsync("""{"subscribe":"b","query":"products"}""");
            await socket.HearAsync();
            Assert.Equal(2, server.Live.Count);
            await socket.CloseAsync();
        }

        await Eventually.IsTrueAsync(() => server.Live.Count == 0);
    }
}
