using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;

namespace Rowgate.Core.Tests.Query.Evaluation;

public sealed class EqualityKeyTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("id=eq.5", "0:5")]
    [InlineData("id=eq.5&status=eq.open&total=gt.1", "0:5 1:open")]
    [InlineData("id=in.(5,6,5)", "0:5,6")]
    [InlineData("id=in.()", "0:")]
    [InlineData("id=eq(any).{1,2,NULL}", "0:1,2")]
    [InlineData("and=(id.eq.1,and(status.eq.x,or(id.eq.2,id.eq.3)))", "0:1 1:x")]
    [InlineData("or=(id.eq.1,id.eq.2)", "")]
    [InlineData("not.and=(id.eq.1)", "")]
    [InlineData("id=not.eq.1", "")]
    [InlineData("id=eq(all).{1,2}", "")]
    [InlineData("data->a=eq.1", "")]
    [InlineData("id=eq.x", "")]
    [InlineData("id=in.(1,x)", "")]
    public void Equalities_that_must_all_hold_become_keys(string query, string expected)
    {
        var filter = QueryBinder.BindFilter(SampleCatalog.Find("orders"), QueryParser.Parse(query).Value!.Where).Value;
        var keys = EqualityKey.Of(filter, new PlainRules());
        Assert.Equal(
            expected,
            string.Join(' ', keys.Select(key => $"{key.Ordinal}:{string.Join(',', key.Values.Select(value => value.Text ?? $"{value.Number}"))}")));
    }

    [Fact]
    public void No_filter_has_no_keys() => Assert.Empty(EqualityKey.Of(null, new PlainRules()));
}
