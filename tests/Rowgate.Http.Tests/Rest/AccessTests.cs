using Rowgate.Access;

namespace Rowgate.Http.Tests.Rest;

public sealed class AccessTests
{
    [Theory]
    [InlineData("GET", "customers")]
    [InlineData("GET", "no_such_table")]
    [InlineData("POST", "customers")]
    [InlineData("OPTIONS", "customers")]
    [InlineData("GET", "")]
    [InlineData("POST", "rpc/f")]
    public async Task Without_anonymous_access_nothing_is_told(string method, string path)
    {
        await using var server = await TestServer.StartAsync(anonymous: AnonymousAccess.None);
        using var response = await server.SendAsync(new HttpMethod(method), path);
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Bearer", response.Header("WWW-Authenticate"));
        Assert.Equal("PGRST302", await response.CodeAsync());
    }

    [Theory]
    [InlineData("no_such_table", "5")]
    [InlineData("customers?no_such_column=eq.1", null)]
    [InlineData("customers", "999999")]
    public async Task Without_anonymous_access_live_queries_tell_nothing_either(string query, string? offset)
    {
        await using var server = await TestServer.StartAsync(anonymous: AnonymousAccess.None);
        using var stream = await server.GetAsync(query, ("Accept", "text/event-stream"), ("Last-Event-ID", offset ?? ""));
        using var poll = await server.GetAsync(query, ("Prefer", "wait=1"), ("If-None-Match", $"\"{offset}\""));
        Assert.Equal("PGRST302", await stream.CodeAsync());
        Assert.Equal("PGRST302", await poll.CodeAsync());
    }

    [Fact]
    public async Task Anonymous_readers_cannot_write()
    {
        await using var server = await TestServer.StartAsync(anonymous: AnonymousAccess.Read);
        using var read = await server.GetAsync("customers?select=id&id=eq.1");
        using var write = await server.SendAsync(HttpMethod.Delete, "customers?id=eq.1");
        using var options = await server.SendAsync(HttpMethod.Options, "customers");
        Assert.Equal("""[{"id":1}]""", await read.TextAsync());
        Assert.Equal(403, (int)write.StatusCode);
        Assert.Equal("42501", await write.CodeAsync());
        Assert.Equal("OPTIONS,GET,HEAD", options.Header("Allow"));
    }
}
