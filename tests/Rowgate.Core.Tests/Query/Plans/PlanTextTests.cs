using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Core.Tests.Query.Plans;

public sealed class PlanTextTests
{
    private static readonly string[] Different =
    [
        "", "select=id", "select=id,status", "select=status,id", "select=id::text", "select=x:id", "select=data->a", "select=data->>a",
        "id=eq.1", "id=eq.2", "id=not.eq.1", "id=in.(1)", "id=eq(any).{1}", "or=(id.eq.1,id.eq.2)", "and=(id.eq.1,id.eq.2)", "not.or=(id.eq.1,id.eq.2)",
        "order=id", "order=id.desc", "order=id.nullsfirst", "limit=1", "offset=1", "limit=1&offset=1",
        "select=id,customers(id)", "select=id,c:customers(id)", "select=id,...customers(id)", "select=id,customers!inner(id)",
        "select=id,customers(id)&customers.id=eq.1", "select=id,customers(id)&customers=is.null", "select=id,customers(id)&customers=not.is.null",
        "select=id,customers(id)&order=customers(id)", "select=id,addresses!billing_id(id)", "select=id,addresses!shipping_id(id)",
        "select=id.sum()", "select=id.max()", "select=count()", "select=count()::text", "select=id::text.max()",
        "select=status&id=eq.1",
    ];

    [Fact]
    public void Different_plans_have_different_texts()
    {
        var texts = Different.Select(Text).ToList();
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("id=eq.1&status=eq.x", "status=eq.x&id=eq.1")]
    [InlineData("or=(id.eq.1,and(total.gt.1,status.eq.x))", "or=(and(status.eq.x,total.gt.1),id.eq.1)")]
    [InlineData("select=customers(*)&customers.id=eq.1", "customers.id=eq.1&select=customers(id,name,data)")]
    [InlineData("select=a:id&order=id.asc", "order=id&select=\"a\":\"id\"")]
    public void Equal_plans_have_equal_texts(string left, string right) => Assert.Equal(Text(left), Text(right));

    [Fact]
    public void A_name_cannot_forge_the_text_of_another_plan() =>
        Assert.NotEqual(Text("select=\"x\\\":id,\\\"y\":id"), Text("select=x:id,y:id"), StringComparer.Ordinal);

    private static string Text(string query)
    {
        var plan = QueryBinder.Bind(
            SampleCatalog.Shop, SampleCatalog.Name("orders"), QueryParser.Parse(query).Value!, new() { AggregatesEnabled = true });
        Assert.True(plan.Accepted, $"{query}: {plan.Refusal}");
        return PlanText.Of(plan.Value);
    }
}
