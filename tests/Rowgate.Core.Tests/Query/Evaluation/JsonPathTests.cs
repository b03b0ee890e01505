using System.Text;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Evaluation;

public sealed class JsonPathTests
{
    private const string Document = """
        { "a" : { "b" : [ 1 , "two" , { "c" : null } ] , "a\"b" : 1.50 } , "e" : "x\u00fcy" , "f" : [] , "a":"second" }
        """;

    [Theory]
    [InlineData("data->a->b->0", "1")]
    [InlineData("data->a->b->1", "\"two\"")]
    [InlineData("data->a->b->-1", "{ \"c\" : null }")]
    [InlineData("data->a->b->-3", "1")]
    [InlineData("data->a->b->2->c", "null")]
    [InlineData("data->a->\"a\\\"b\"", "1.50")]
    [InlineData("data->>e", "\"x\\u00fcy\"")]
    [InlineData("data->f", "[]")]
    public void A_path_gives_the_value_as_it_is_written(string field, string expected) => Assert.Equal(expected, Find(Document, field));

    [Theory]
    [InlineData("data->x")]
    [InlineData("data->a->b->3")]
    [InlineData("data->a->b->-4")]
    [InlineData("data->a->b->key")]
    [InlineData("data->0")]
    [InlineData("data->e->x")]
    [InlineData("data->a->b->2->c->d")]
    public void What_is_not_there_is_nothing(string field) => Assert.Equal("", Find(Document, field));

    [Theory]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    public void A_document_without_members_has_no_paths(string document)
    {
        Assert.Equal("", Find(document, "data->a"));
        Assert.Equal("", Find(document, "data->0"));
    }

    [Fact]
    public void No_path_is_the_document() => Assert.Equal("5", Encoding.UTF8.GetString(JsonPath.Find("5"u8, [])));

    [Fact]
    public void Depth_is_no_obstacle()
    {
        var deep = new string('[', 1000) + "7" + new string(']', 1000);
        Assert.Equal(1999, Find(deep, "data->0").Length);
    }

    private static string Find(string document, string field)
    {
        var comparison = (Comparison)QueryParser.Parse($"{Uri.EscapeDataString(field)}=is.null").Value!.Where[0];
        return Encoding.UTF8.GetString(JsonPath.Find(Encoding.UTF8.GetBytes(document), comparison.Field.Path));
    }
}
