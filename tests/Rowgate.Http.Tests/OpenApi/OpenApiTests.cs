using Rowgate.Access;
using Rowgate.Http.Configuration;

namespace Rowgate.Http.Tests.OpenApi;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_root_describes_every_relation()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("");
        var document = await response.JsonAsync();
        Assert.Equal("application/openapi+json; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("2.0", document["swagger"]!.GetValue<string>());
        Assert.Equal("/rest/v1/", document["basePath"]!.GetValue<string>());
        Assert.Equal(
            ["/", "/customers", "/notes", "/open_orders", "/order_items", "/orders", "/products"],
            document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["get", "post", "delete", "patch"], document["paths"]!["/orders"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["get"], document["paths"]!["/open_orders"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Columns_tell_their_type_and_their_keys()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("");
        var definitions = (await response.JsonAsync())["definitions"]!;
        Assert.Equal("Note:\nThis is a Primary Key.<pk/>", definitions["orders"]!["properties"]!["id"]!["description"]!.GetValue<string>());
        Assert.Equal(
            "Note:\nThis is a Foreign Key to `customers.id`.<fk table='customers' column='id'/>",
            definitions["orders"]!["properties"]!["customer_id"]!["description"]!.GetValue<string>());
        Assert.Equal("integer", definitions["orders"]!["properties"]!["id"]!["type"]!.GetValue<string>());
        Assert.Contains("status", definitions["orders"]!["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("");
        var document = await response.JsonAsync();
        var text = document.ToJsonString();
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(
            text, "\"\\$ref\":\"#/(?<section>[a-z]+)/(?<name>[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            Assert.NotNull(document[match.Groups["section"].Value]![match.Groups["name"].Value]);
        }
    }

    [Fact]
    public async Task A_browser_gets_it_too()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.GetAsync("", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Who_may_only_read_sees_no_writes()
    {
        await using var server = await TestServer.StartAsync(anonymous: AnonymousAccess.Read);
        using var response = await server.GetAsync("");
        Assert.Equal(["get"], (await response.JsonAsync())["paths"]!["/orders"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var server = await TestServer.StartAsync(options => options.OpenApiMode = OpenApiMode.Disabled);
        using var response = await server.GetAsync("");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("PGRST126", await response.CodeAsync());
    }

    [Fact]
    public async Task A_new_table_appears()
    {
        await using var server = await TestServer.StartAsync();
        using var before = await server.GetAsync("");
        Assert.Null((await before.JsonAsync())["paths"]!["/fresh"]);
        server.Execute("CREATE TABLE fresh(id INTEGER PRIMARY KEY)");
        using var asked = await server.GetAsync("fresh");
        using var after = await server.GetAsync("");
        Assert.NotNull((await after.JsonAsync())["paths"]!["/fresh"]);
    }
}
