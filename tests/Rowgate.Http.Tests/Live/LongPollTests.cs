namespace Rowgate.Http.Tests.Live;

public sealed class LongPollTests
{
    [Fact]
    public async Task The_first_poll_answers_at_once_with_rows_and_a_tag()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync("customers?id=eq.1&select=name", ("Prefer", "wait=30"));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("""[{"name":"Ada"}]""", await response.TextAsync());
        Assert.Equal("wait=30", response.Header("Preference-Applied"));
        Assert.Matches("^\"[0-9]+-[0-9a-f]{8}\"$", response.Header("ETag")!);
    }

    [Fact]
    public async Task The_next_poll_answers_when_the_rows_differ()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var first = await server.GetAsync("customers?id=eq.1&select=name", ("Prefer", "wait=30"));
        var waiting = server.GetAsync(
            "customers?id=eq.1&select=name", ("Prefer", "wait=30"), ("If-None-Match", first.Header("ETag")!));
        await Eventually.IsTrueAsync(() => server.Live.Count == 1);
        server.Execute("UPDATE customers SET name = 'Ada L.' WHERE id = 1");
        using var second = await waiting;
        Assert.Equal("""[{"name":"Ada L."}]""", await second.TextAsync());
        Assert.NotEqual(first.Header("ETag"), second.Header("ETag"));
    }

    [Theory]
    [InlineData("\"0-0a1b2c3d\"")]
    [InlineData("\"0\"")]
    public async Task A_tag_that_this_journal_never_gave_is_answered_with_the_rows(string tag)
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync("customers?id=eq.1&select=name", ("Prefer", "wait=30"), ("If-None-Match", tag));
        Assert.Equal("""[{"name":"Ada"}]""", await response.TextAsync());
    }

    [Fact]
    public async Task A_poll_that_nothing_happens_to_says_so()
    {
        await using var server = await TestServer.StartLiveAsync();
        using var first = await server.GetAsync("customers?id=eq.1", ("Prefer", "wait=1"));
        server.Execute("UPDATE customers SET name = 'Bobby' WHERE id = 2");
        using var second = await server.GetAsync("customers?id=eq.1", ("Prefer", "wait=1"), ("If-None-Match", first.Header("ETag")!));
        Assert.Equal(304, (int)second.StatusCode);
        Assert.Equal("", await second.TextAsync());
        Assert.Matches("^\"[0-9]+-[0-9a-f]{8}\"$", second.Header("ETag")!);
    }

    [Theory]
    [InlineData("custmers", 404, "PGRST205")]
    [InlineData("customers?nme=eq.1", 400, "42703")]
    public async Task What_cannot_be_read_is_refused_at_once(string path, int status, string code)
    {
        await using var server = await TestServer.StartLiveAsync();
        using var response = await server.GetAsync(path, ("Prefer", "wait=30"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, await response.CodeAsync());
    }
}
