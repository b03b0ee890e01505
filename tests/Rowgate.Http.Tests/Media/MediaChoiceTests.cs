using Rowgate.Databases;
using Rowgate.Http.Tests.Fakes;

namespace Rowgate.Http.Tests.Media;

public sealed class MediaChoiceTests
{
    [Theory]
    [InlineData("GET people", "application/vnd.twkb", RowRendering.Handler, "application/vnd.twkb")]
    [InlineData("GET people", "text/plain", RowRendering.Handler, "text/plain; charset=utf-8")]
    [InlineData("GET people?select=id", "text/plain", RowRendering.Handler, "text/plain; charset=utf-8")]
    [InlineData("GET people", "text/x, application/json;q=0.5, text/plain;q=0.7", RowRendering.Handler, "text/plain; charset=utf-8")]
    [InlineData("GET people", "*/*", RowRendering.Json, "application/json; charset=utf-8")]
    [InlineData("GET people", "text/csv", RowRendering.Json, "text/csv; charset=utf-8")]
    [InlineData("GET rpc/page", "text/html", RowRendering.Handler, "text/html")]
    [InlineData("GET rpc/page", "application/json", RowRendering.Json, "application/json; charset=utf-8")]
    [InlineData("GET rpc/blob", "image/png", RowRendering.Handler, "application/octet-stream")]
    [InlineData("GET rpc/everybody", "application/vnd.twkb", RowRendering.Handler, "application/vnd.twkb")]
    public async Task The_schema_makes_media_types(string request, string accept, RowRendering rendering, string type)
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "{}" };
        using var response = await server.SendAsync(request, null, "Accept: " + accept);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(type, response.Header("Content-Type"));
        Assert.Equal(rendering, server.Database.Options.Rendering);
        Assert.Equal(rendering == RowRendering.Handler, server.Database.Options.Handler is not null);
    }

    [Theory]
    [InlineData("GET people?select=id", "application/vnd.twkb")]
    [InlineData("GET rpc/greet", "text/html")]
    [InlineData("GET people", "application/geo+json")]
    [InlineData("GET people", "application/vnd.pgrst.plan")]
    [InlineData("GET people", "application/json;q=0")]
    public async Task What_cannot_be_made_is_refused(string request, string accept)
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync(request, null, "Accept: " + accept);
        Assert.Equal(406, (int)response.StatusCode);
        Assert.Contains("None of these media types are available: " + accept, await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/vnd.pgrst.plan", "application/vnd.pgrst.plan+text; for=\"application/json\"; charset=utf-8")]
    [InlineData("application/vnd.pgrst.plan+json; options=wal|analyze", "application/vnd.pgrst.plan+json; for=\"application/json\"; options=analyze|wal; charset=utf-8")]
    [InlineData("application/vnd.pgrst.plan+text; for=\"text/csv\"", "application/vnd.pgrst.plan+text; for=\"text/csv\"; charset=utf-8")]
    [InlineData("application/vnd.pgrst.plan+json; for=\"application/vnd.pgrst.object\"", "application/vnd.pgrst.plan+json; for=\"application/vnd.pgrst.object+json\"; charset=utf-8")]
    public async Task A_plan_is_shown_when_that_is_allowed(string accept, string type)
    {
        await using var server = await FakeServer.StartAsync(options => options.PlanEnabled = true);
        server.Database.Rows = new[] { "Seq Scan" };
        foreach (var (request, body) in new[] { ("GET people", null), ("POST people", """{"id":1}"""), ("GET rpc/nothing", null) })
        {
            using var response = await server.SendAsync(request, body, "Accept: " + accept);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal(type, response.Header("Content-Type"));
            Assert.Equal("Seq Scan", await response.TextAsync());
            Assert.Equal(RowRendering.Plan, server.Database.Options.Rendering);
        }

        Assert.Equal(accept.Contains("analyze", StringComparison.Ordinal), server.Database.Options.Explain.Analyze);
    }

    [Fact]
    public async Task Lines_of_the_database_are_sent_as_they_are_and_their_header_does_not_count()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Renderings.Add(RowRendering.Csv);
        server.Database.Rows = new[] { "id,name", "1,x", "2,y" };
        using var response = await server.SendAsync("GET people", null, "Accept: text/csv");
        Assert.Equal("id,name\n1,x\n2,y", await response.TextAsync());
        Assert.Equal("0-1/*", response.Header("Content-Range"));
        server.Database.Rows = Array.Empty<string>();
        using var empty = await server.SendAsync("GET people", null, "Accept: text/csv");
        Assert.Equal("\n", await empty.TextAsync());
    }

    [Fact]
    public async Task Written_rows_are_rendered_only_when_they_are_wanted_back()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "<x>" };
        using var silent = await server.SendAsync("POST people", """{"id":1}""", "Accept: text/plain");
        Assert.Equal(RowRendering.Json, server.Database.Options.Rendering);
        Assert.Equal("", await silent.TextAsync());
        using var shown = await server.SendAsync("POST people", """{"id":1}""", "Accept: text/plain", "Prefer: return=representation");
        Assert.Equal(RowRendering.Handler, server.Database.Options.Rendering);
        Assert.Equal("<x>", await shown.TextAsync());
    }
}
