using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rowgate.Http.Configuration;
using Rowgate.Http.Guard;

namespace Rowgate.Http.Tests.Guard;

public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:8080")]
    [InlineData("shop.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:8080")]
    public async Task A_loopback_listener_answers_to_loopback_names(string host)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("customers?limit=1", ("Host", host));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.1.7:8080")]
    public async Task A_loopback_listener_refuses_other_names(string host)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("customers?limit=1", ("Host", host));
        Assert.Equal(421, (int)response.StatusCode);
        Assert.Equal("RG2002", await response.CodeAsync());
    }

    [Fact]
    public async Task Another_name_can_be_allowed()
    {
        await using var server = await TestServer.StartAsync(options => options.AllowedHosts = ["shop.example"]);
        using var allowed = await server.GetAsync("customers?limit=1", ("Host", "shop.example"));
        using var other = await server.GetAsync("customers?limit=1", ("Host", "evil.example"));
        Assert.Equal(200, (int)allowed.StatusCode);
        Assert.Equal(421, (int)other.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_foreign_page_cannot_write(string method)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(new HttpMethod(method), "customers?id=eq.1", ("Origin", "https://evil.example"));
        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal("RG2001", await response.CodeAsync());
        using var left = await server.GetAsync("customers?id=eq.1&select=id");
        Assert.Equal("""[{"id":1}]""", await left.TextAsync());
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task A_foreign_page_gets_no_headers_that_let_it_read(string origin)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("customers", ("Origin", origin));
        Assert.Null(response.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_on_loopback_may_read_and_write()
    {
        await using var server = await TestServer.StartAsync();
        using var read = await server.GetAsync("customers?limit=1", ("Origin", "http://localhost:3000"));
        using var write = await server.SendAsync(HttpMethod.Delete, "customers?id=eq.99", ("Origin", "http://127.0.0.1:3000"));
        Assert.Equal("http://localhost:3000", read.Header("Access-Control-Allow-Origin"));
        Assert.Contains("Content-Range", read.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Contains("Origin", read.Header("Vary"), StringComparison.Ordinal);
        Assert.Equal(204, (int)write.StatusCode);
    }

    [Fact]
    public async Task The_page_of_an_allowed_host_may_write_to_it()
    {
        await using var server = await TestServer.StartAsync(options => options.AllowedHosts = ["shop.example"]);
        using var write = await server.SendAsync(
            HttpMethod.Delete, "customers?id=eq.99", ("Host", "shop.example"), ("Origin", "http://shop.example"));
        Assert.Equal(204, (int)write.StatusCode);
    }

    [Fact]
    public async Task Configured_origins_replace_loopback()
    {
        await using var server = await TestServer.StartAsync(options => options.CorsOrigins = ["https://shop.example"]);
        using var allowed = await server.GetAsync("customers", ("Origin", "https://shop.example"));
        using var other = await server.GetAsync("customers", ("Origin", "http://localhost:3000"));
        Assert.Equal("https://shop.example", allowed.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", allowed.Header("Access-Control-Allow-Credentials"));
        Assert.Null(other.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_star_allows_every_origin()
    {
        await using var server = await TestServer.StartAsync(options => options.CorsOrigins = ["*"]);
        using var response = await server.SendAsync(HttpMethod.Delete, "customers?id=eq.99", ("Origin", "https://any.example"));
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_question_before_a_write_is_answered()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(
            HttpMethod.Options,
            "customers",
            ("Origin", "http://localhost:3000"),
            ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "prefer, content-type"));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("http://localhost:3000", response.Header("Access-Control-Allow-Origin"));
        Assert.Equal("GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD", response.Header("Access-Control-Allow-Methods"));
        Assert.Equal(
            "Authorization, prefer, content-type, Accept, Accept-Language, Content-Language",
            response.Header("Access-Control-Allow-Headers"));
        Assert.Equal("86400", response.Header("Access-Control-Max-Age"));
    }

    // An answer cannot carry such text in a header: to echo it would fail the request.
    [Theory]
    [InlineData("http://localhost/é")]
    [InlineData("http://localhost/path")]
    [InlineData("http://localhost?é")]
    [InlineData("http://é@localhost")]
    [InlineData("http://localhost ")]
    public void What_is_no_origin_gets_no_headers(string origin)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Headers.Origin = origin;
        Assert.Null(OriginRules.Check(context, []));
        Assert.Empty(context.Response.Headers);

        context.Request.Method = "POST";
        Assert.Equal("RG2001", OriginRules.Check(context, [])?.Code.Text);
    }

    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("http://[::1]:3000")]
    public void An_origin_may_have_a_port(string origin)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = origin;
        Assert.Null(OriginRules.Check(context, []));
        Assert.Equal(origin, context.Response.Headers.AccessControlAllowOrigin);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://evil.example")]
    public void What_is_for_the_machine_itself_is_for_no_page_from_elsewhere_whoever_may_use_the_api(string allowed)
    {
        var guard = new RequestGuard(new Settings(new() { CorsOrigins = [allowed] }));
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = "https://evil.example";
        context.Request.Method = "POST";
        var refusal = guard.CheckLocal(context);
        Assert.Equal(("RG2001", "Only pages of this machine may."), (refusal?.Code.Text, refusal?.Hint));
        context.Request.Method = "GET";
        Assert.Null(guard.CheckLocal(context));
        Assert.Empty(context.Response.Headers);

        Assert.Null(guard.Check(context));
        Assert.NotEmpty(context.Response.Headers);
    }

    [Fact]
    public void A_question_for_headers_that_cannot_be_is_not_answered()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = "http://localhost";
        context.Request.Headers.AccessControlRequestHeaders = "x-é";
        Assert.Null(OriginRules.Check(context, []));
        OriginRules.AnswerPreflight(context);
        Assert.Equal(0, context.Response.Headers.AccessControlAllowHeaders.Count);
        Assert.Equal(0, context.Response.Headers.AccessControlAllowMethods.Count);
    }

    [Fact]
    public async Task The_question_of_a_foreign_page_is_not()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(
            HttpMethod.Options, "customers", ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "PATCH"));
        Assert.Null(response.Header("Access-Control-Allow-Origin"));
        Assert.Null(response.Header("Access-Control-Allow-Methods"));
    }

    private sealed class Settings(HttpOptions options) : IOptionsMonitor<HttpOptions>
    {
        public HttpOptions CurrentValue => options;

        public HttpOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<HttpOptions, string?> listener) => null;
    }
}
