namespace Rowgate.Http.Tests.Rest;

public sealed class SchemaMoveTests
{
    [Fact]
    public async Task A_new_column_is_found_by_the_first_request_that_names_it()
    {
        await using var server = await TestServer.StartAsync();
        server.Execute("ALTER TABLE customers ADD COLUMN age INTEGER");
        using var response = await server.GetAsync("customers?select=id,age&id=eq.1");
        Assert.Equal("""[{"id":1,"age":null}]""", await response.TextAsync());
    }

    [Fact]
    public async Task A_new_table_is_found_by_the_first_request_that_names_it()
    {
        await using var server = await TestServer.StartAsync();
        server.Execute("CREATE TABLE fresh(id INTEGER PRIMARY KEY); INSERT INTO fresh VALUES (1)");
        using var response = await server.GetAsync("fresh");
        Assert.Equal("""[{"id":1}]""", await response.TextAsync());
    }

    [Fact]
    public async Task A_column_that_is_gone_is_no_longer_shown()
    {
        await using var server = await TestServer.StartAsync();
        using var before = await server.GetAsync("notes");
        Assert.Contains("data", await before.TextAsync(), StringComparison.Ordinal);
        server.Execute("ALTER TABLE notes DROP COLUMN data");
        using var response = await server.GetAsync("notes");
        Assert.Equal("""[{"body":"first"}]""", await response.TextAsync());
    }
}
