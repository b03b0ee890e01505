using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Grammar;

public sealed class CallParserTests
{
    [Theory]
    [InlineData("a=1&b=2", "a=1 b=2", 0)]
    [InlineData("id=eq.1", "", 1)]
    [InlineData("id=not.in.(1,2)&id=7", "id=7", 1)]
    [InlineData("a=1&a=2", "a=1 a=2", 0)]
    [InlineData("name=equal", "name=equal", 0)]
    [InlineData("name=eq", "name=eq", 0)]
    [InlineData("in=in.x", "in=in.x", 0)]
    [InlineData("a=", "a=", 0)]
    [InlineData("list={1,2}&doc=%7B%22a%22:1%7D", "list={1,2} doc={\"a\":1}", 0)]
    [InlineData("%22odd.name%22=x", "odd.name=x", 0)]
    [InlineData("select=id&order=id&limit=1&offset=2&and=(id.eq.1)&x=1", "x=1", 1)]
    public void What_is_no_operator_expression_is_an_argument(string query, string arguments, int conditions)
    {
        var call = QueryParser.ParseCall(query, argumentsInQuery: true).Value!;
        Assert.Equal(arguments, string.Join(' ', call.Arguments.Select(pair => $"{pair.Name}={pair.Value}")));
        Assert.Equal(conditions, call.Query.Where.Length);
    }

    [Fact]
    public void With_arguments_in_the_body_every_parameter_is_a_filter()
    {
        Assert.Equal("PGRST100", QueryParser.ParseCall("a=1", argumentsInQuery: false).Refusal!.Code.Text);
        Assert.Single(QueryParser.ParseCall("a=eq.1", argumentsInQuery: false).Value!.Query.Where);
    }

    [Fact]
    public void A_filter_over_the_limit_does_not_pass_for_an_argument()
    {
        var list = string.Join(',', Enumerable.Range(0, 20_000));
        Assert.Equal("RG1003", QueryParser.ParseCall($"id=in.({list})", argumentsInQuery: true).Refusal!.Code.Text);
    }

    [Theory]
    [InlineData("select=c:clients(id)&clients.id=eq.1&clients.limit=1", "clients>c")]
    [InlineData("select=c:clients(p:projects(id))&c.projects.order=id", "projects>p")]
    [InlineData("select=c:clients(id),clients(id)&clients.id=eq.1", "")]
    [InlineData("select=c:clients(id)&c.id=eq.1", "")]
    public void An_aliased_embed_may_be_named_by_its_relation_and_that_is_told(string text, string legacy)
    {
        var query = QueryParser.Parse(text).Value!;
        Assert.Equal(legacy, string.Join(' ', query.LegacyTargets.Select(pair => $"{pair.Relation}>{pair.Alias}")));
        Assert.Equal(legacy.Length == 0, QueryParser.Parse(text, allowsLegacyTargets: false).Accepted);
    }

    [Fact]
    public void Without_legacy_names_only_the_alias_is_an_embed()
    {
        var refusal = QueryParser.Parse("select=c:clients(id)&clients.id=eq.1", allowsLegacyTargets: false).Refusal!;
        Assert.Equal(("PGRST108", "'clients' is not an embedded resource in this request"), (refusal.Code.Text, refusal.Message));
        Assert.IsType<SelectEmbed>(QueryParser.Parse("select=clients(id)&clients.id=eq.1", allowsLegacyTargets: false).Value!.Select[0]);
    }
}
