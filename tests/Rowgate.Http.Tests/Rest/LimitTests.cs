using System.Text;

namespace Rowgate.Http.Tests.Rest;

public sealed class LimitTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_url_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("customers?name=eq." + new string('x', 17 << 10));
        Assert.Equal(414, (int)response.StatusCode);
        Assert.Equal("RG1001", await response.CodeAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_by_its_length()
    {
        await using var server = await TestServer.StartAsync(options => options.BodyBytesMax = 2000);
        using var content = new StringContent(new string(' ', 3000) + "[]", Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri("customers", UriKind.Relative), content, Cancelled);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("RG1002", await response.CodeAsync());
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused_once_it_is_too_large()
    {
        await using var server = await TestServer.StartAsync(options => options.BodyBytesMax = 2000);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("customers", UriKind.Relative))
        {
            Content = new StringContent(new string(' ', 3000) + "[]", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;
        using var response = await server.Client.SendAsync(request, Cancelled);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("RG1002", await response.CodeAsync());
    }

    [Fact]
    public async Task A_query_with_too_many_parts_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("customers?select=" + string.Join(',', Enumerable.Repeat("id", 2000)));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("RG1003", await response.CodeAsync());
    }

    [Fact]
    public async Task A_key_that_is_written_another_way_is_the_same_key()
    {
        await using var server = await TestServer.StartAsync();
        using var content = new StringContent("""{"id":70,"name":"Eve"}""", Encoding.UTF8, "application/json");
        using var response = await server.Client.PutAsync(new Uri("customers?id=eq.070", UriKind.Relative), content, Cancelled);
        Assert.Equal(204, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var content = new ByteArrayContent([(byte)'"', 0xff, (byte)'"']);
        using var response = await server.Client.PostAsync(new Uri("customers", UriKind.Relative), content, Cancelled);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("PGRST102", await response.CodeAsync());
    }

    [Fact]
    public async Task A_query_that_is_not_utf8_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("customers?name=eq.%ff%fe");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("PGRST100", await response.CodeAsync());
    }
}
