using System.Text.Json.Nodes;
using Rowgate.Core.Catalog;
using Rowgate.Http.Configuration;
using Rowgate.Http.Tests.Fakes;

namespace Rowgate.Http.Tests.OpenApi;

public sealed class FunctionPathTests
{
    [Fact]
    public async Task Functions_are_described_by_how_they_are_called()
    {
        await using var server = await FakeServer.StartAsync();
        var paths = (await DocumentAsync(server))["paths"]!;
        Assert.Equal(["get", "post"], paths["/rpc/add"]!.AsObject().Select(operation => operation.Key));
        Assert.Equal(["post"], paths["/rpc/hire"]!.AsObject().Select(operation => operation.Key));
        Assert.Equal("Hires", paths["/rpc/hire"]!["post"]!["summary"]!.GetValue<string>());
        Assert.Equal("Somebody new.", paths["/rpc/hire"]!["post"]!["description"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"name":"a","required":true,"in":"query","type":"integer","format":"integer"},{"name":"b","required":true,"in":"query","type":"integer","format":"integer"}]"""),
            paths["/rpc/add"]!["get"]!["parameters"]));
        Assert.Equal("multi", paths["/rpc/joined"]!["get"]!["parameters"]![0]!["collectionFormat"]!.GetValue<string>());
        var body = paths["/rpc/add"]!["post"]!["parameters"]![0]!;
        Assert.Equal("args", body["name"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""["a","b"]"""), body["schema"]!["required"]));
        Assert.Null(paths["/rpc/widget_count"]);
    }

    [Fact]
    public async Task Types_are_told_as_clients_need_them()
    {
        await using var server = await FakeServer.StartAsync();
        var properties = (await DocumentAsync(server))["definitions"]!["people"]!["properties"]!;
        Assert.Equal("int32", properties["id"]!["format"]!.GetValue<string>());
        Assert.Equal(20, properties["name"]!["maxLength"]!.GetValue<int>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""["happy","sad"]"""), properties["mood"]!["enum"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"type":"integer"}"""), properties["scores"]!["items"]));
    }

    [Fact]
    public async Task The_comment_of_the_schema_is_its_title_and_description()
    {
        await using var server = await FakeServer.StartAsync();
        var info = (await DocumentAsync(server))["info"]!;
        Assert.Equal("The shop", info["title"]!.GetValue<string>());
        Assert.Equal("Everything there is.", info["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task Another_schema_has_another_document()
    {
        await using var server = await FakeServer.StartAsync();
        var document = await DocumentAsync(server, "Accept-Profile: side");
        Assert.Equal(["widgets"], document["definitions"]!.AsObject().Select(relation => relation.Key));
        Assert.NotNull(document["paths"]!["/rpc/widget_count"]);
    }

    [Fact]
    public async Task What_a_role_may_not_use_is_not_shown_to_it()
    {
        var database = new FakeDatabase(FakeCatalog.Everything) { Visible = new DatabaseCatalog(1, [FakeCatalog.Widgets]) };
        await using var narrow = await FakeServer.StartAsync(database: database);
        Assert.Empty((await DocumentAsync(narrow))["definitions"]!.AsObject());
        await using var wide = await FakeServer.StartAsync(options => options.OpenApiMode = OpenApiMode.IgnorePrivileges, database);
        Assert.NotNull((await DocumentAsync(wide))["definitions"]!["people"]);
    }

    [Fact]
    public async Task Address_and_security_are_configured()
    {
        await using var server = await FakeServer.StartAsync(options =>
            (options.OpenApiSecurityActive, options.OpenApiServerUri) = (true, new Uri("https://api.example.com/shop")));
        var document = await DocumentAsync(server);
        Assert.Equal("api.example.com:443", document["host"]!.GetValue<string>());
        Assert.Equal("/shop", document["basePath"]!.GetValue<string>());
        Assert.Equal("https", document["schemes"]![0]!.GetValue<string>());
        Assert.Equal("apiKey", document["securityDefinitions"]!["JWT"]!["type"]!.GetValue<string>());
    }

    private static async Task<JsonNode> DocumentAsync(FakeServer server, params string[] headers)
    {
        using var response = await server.SendAsync("GET ", null, headers);
        return await response.JsonAsync();
    }
}
