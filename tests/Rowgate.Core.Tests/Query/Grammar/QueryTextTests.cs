using FsCheck;
using FsCheck.Fluent;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Grammar;

public sealed class QueryTextTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true);

    // One seed makes one query, so that FsCheck's report of a failure is all it takes to repeat it.
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void A_query_that_was_written_is_read_back_as_the_same_query() =>
        Prop.ForAll(Seeds, seed =>
        {
            var query = new RandomQuery(seed).Next();
            var text = QueryText.Of(query);
            var read = QueryParser.Parse(text);
            return (read.Accepted && Tree.Of(read.Value, sorted: true) == Tree.Of(query, sorted: true))
                .Label($"{text}\n{read.Refusal}\n{Tree.Of(query, sorted: true)}\n{(read.Accepted ? Tree.Of(read.Value, sorted: true) : "")}");
        }).Check(Thorough);

    [Fact]
    public void Writing_what_was_read_gives_the_same_text() =>
        Prop.ForAll(Seeds, seed =>
        {
            var text = QueryText.Of(new RandomQuery(seed).Next());
            return QueryText.Of(QueryParser.Parse(text).Value!) == text;
        }).Check(Thorough);

    [Theory]
    [InlineData("", "")]
    [InlineData("select=*", "")]
    [InlineData("b=eq.2&a=eq.1", "a=eq.1&b=eq.2")]
    [InlineData("or=(b.eq.2,a.eq.1)&select=id, name", "select=id,name&or=(a.eq.1,b.eq.2)")]
    [InlineData("order=a.asc&limit=05&offset=-1", "limit=5&order=a")]
    [InlineData("name=eq.a%20b+c", "name=eq.a%20b%20c")]
    [InlineData("select=c:clients!inner(id)&clients.id=gt.1", "select=c:clients!inner(id)&c.id=gt.1")]
    [InlineData("id=in.(\"1\",2)", "id=in.(1,2)")]
    public void Different_spellings_of_one_query_have_one_text(string text, string expected) =>
        Assert.Equal(expected, QueryText.Of(QueryParser.Parse(text).Value!));

    [Fact]
    public void A_relation_stands_in_front() =>
        Assert.Equal("my%20orders?a=eq.1", QueryText.Of(new RelationQuery("my orders", QueryParser.Parse("a=eq.1").Value!)));
}
