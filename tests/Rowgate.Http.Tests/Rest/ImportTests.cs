using System.Text;
using Rowgate.Core.Query.Plans;
using Rowgate.Http.Tests.Fakes;

namespace Rowgate.Http.Tests.Rest;

public sealed class ImportTests
{
    private static readonly string Lines = string.Concat(Enumerable.Range(0, 40_000).Select(id => $"{{\"id\":{id}}}\n"));

    [Theory]
    [InlineData("text/csv", ImportFormat.Csv)]
    [InlineData("application/x-ndjson", ImportFormat.NdJson)]
    [InlineData("application/jsonl", ImportFormat.NdJson)]
    public async Task Many_rows_stream_into_the_database(string type, ImportFormat format)
    {
        await using var server = await FakeServer.StartAsync(options => options.BodyBytesMax = 1024);
        using var response = await server.SendAsync("POST people", Lines, "Content-Type: " + type, "Prefer: return=minimal, count=exact");
        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal("*/40000", response.Header("Content-Range"));
        Assert.Equal("return=minimal, count=exact", response.Header("Preference-Applied"));
        Assert.Equal(format, server.Database.Imported!.Format);
        Assert.Equal(Lines, server.Database.ImportedText);
    }

    [Theory]
    [InlineData("POST people", "Prefer: return=representation")]
    [InlineData("POST people", "Prefer: return=headers-only")]
    [InlineData("POST people", "Prefer: resolution=merge-duplicates")]
    [InlineData("POST people", "Prefer: missing=default")]
    [InlineData("POST people", "Prefer: tx=rollback")]
    [InlineData("POST people", "Accept: application/vnd.pgrst.object+json")]
    public async Task An_insert_that_asks_for_more_is_read_whole(string request, string header)
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "{}" };
        using var response = await server.SendAsync(request, Lines, "Content-Type: application/x-ndjson", header);
        Assert.Equal(201, (int)response.StatusCode);
        Assert.Null(server.Database.Imported);
        Assert.IsType<InsertPlan>(server.Database.Written);
    }

    [Fact]
    public async Task A_few_lines_are_an_ordinary_insert()
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync("POST people", "{\"id\":1}\r\n\n{\"id\":2}\n", "Content-Type: application/x-ndjson");
        Assert.Equal(201, (int)response.StatusCode);
        var plan = Assert.IsType<InsertPlan>(server.Database.Written);
        Assert.Equal("[{\"id\":1},\n{\"id\":2}]", Encoding.UTF8.GetString(plan.Rows.Span));
    }

    [Fact]
    public async Task An_import_has_a_limit_of_its_own()
    {
        await using var server = await FakeServer.StartAsync(options => options.ImportBytesMax = 1000);
        using var response = await server.SendAsync("POST people", Lines, "Content-Type: application/x-ndjson");
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("RG1002", await response.CodeAsync());
    }

    [Theory]
    [InlineData("POST none", "PGRST205")]
    [InlineData("POST people?columns=nme", "PGRST204")]
    public async Task Names_are_found_before_a_row_is_read(string request, string code)
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync(request, Lines, "Content-Type: application/x-ndjson");
        Assert.Equal(code, await response.CodeAsync());
        Assert.Null(server.Database.Imported);
    }
}
