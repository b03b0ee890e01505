using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Binding;

public sealed class QueryBinderTests
{
    private static readonly BindOptions Aggregates = new() { AggregatesEnabled = true };

    [Fact]
    public void A_star_stands_for_every_column_in_catalog_order() =>
        Assert.Equal("id,name,data", Names(Bind("customers", "")));

    [Fact]
    public void A_column_may_be_shown_more_than_once() =>
        Assert.Equal("name,id,name,data,x", Names(Bind("customers", "select=name,*,x:id")));

    [Theory]
    [InlineData("select=x:id", "x")]
    [InlineData("select=id::text", "id")]
    [InlineData("select=data->a->>b", "b")]
    [InlineData("select=data->a->0", "a")]
    [InlineData("select=data->0", "data")]
    [InlineData("select=x:data->a", "x")]
    [InlineData("select=data->\"k.1\"->-1::text", "k.1")]
    [InlineData("select=count()", "count")]
    [InlineData("select=id.sum()", "sum")]
    [InlineData("select=total:id.sum()::text", "total")]
    public void Members_are_named_by_alias_last_key_function_or_column(string query, string name) =>
        Assert.Equal(name, Names(Bind("customers", query, Aggregates)));

    [Fact]
    public void A_field_carries_column_path_and_cast()
    {
        var field = Assert.IsType<FieldProjection>(Bind("customers", "select=data->a->>b::int").Projections[0]);
        Assert.Equal((2, "int", 2), (field.Field.Column.Ordinal, field.Cast, field.Field.Path.Length));
    }

    [Theory]
    [InlineData("ordesr", "Could not find the table 'main.ordesr' in the schema cache", "Perhaps you meant the table 'main.orders'")]
    [InlineData("zzz", "Could not find the table 'main.zzz' in the schema cache", null)]
    public void An_unknown_relation_is_refused_with_the_nearest_name(string relation, string message, string? hint)
    {
        var refusal = Refusal(relation, "");
        Assert.Equal(("PGRST205", 404, message, hint), (refusal.Code.Text, refusal.Code.HttpStatus, refusal.Message, refusal.Hint));
    }

    [Theory]
    [InlineData("select=naem", "column customers.naem does not exist", "Perhaps you meant to reference the column \"customers.name\".")]
    [InlineData("naem=eq.1", "column customers.naem does not exist", "Perhaps you meant to reference the column \"customers.name\".")]
    [InlineData("or=(id.eq.1,and(idd.eq.1))", "column customers.idd does not exist", "Perhaps you meant to reference the column \"customers.id\".")]
    [InlineData("order=nam.desc", "column customers.nam does not exist", "Perhaps you meant to reference the column \"customers.name\".")]
    [InlineData("select=xyzzy", "column customers.xyzzy does not exist", null)]
    [InlineData("select=orders(stauts)", "column orders.stauts does not exist", "Perhaps you meant to reference the column \"orders.status\".")]
    [InlineData("select=orders(id)&orders.stauts=eq.1", "column orders.stauts does not exist", "Perhaps you meant to reference the column \"orders.status\".")]
    [InlineData("select=ID", "column customers.ID does not exist", "Perhaps you meant to reference the column \"customers.id\".")]
    public void An_unknown_column_is_refused_with_the_nearest_name(string query, string message, string? hint)
    {
        var refusal = Refusal("customers", query);
        Assert.Equal(("42703", message, hint), (refusal.Code.Text, refusal.Message, refusal.Hint));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("id=eq.1", "id.eq.1")]
    [InlineData("id=eq.1&name=is.null", "and(id.eq.1,name.is.null)")]
    [InlineData("or=(id.eq.1,name.like.a*)", "or(id.eq.1,name.like.\"a%\")")]
    [InlineData("not.and=(id.gt.1,data->>x.not.eq.2)", "not.and(data->>x.not.eq.2,id.gt.1)")]
    public void Filters_become_predicates(string query, string expected) => Assert.Equal(expected, PlanText.Of(Bind("customers", query).Filter));

    [Fact]
    public void A_filter_binds_on_its_own()
    {
        var filter = QueryBinder.BindFilter(SampleCatalog.Find("orders"), QueryParser.Parse("status=eq.open&id=gt.5").Value!.Where);
        Assert.Equal("and(id.gt.5,status.eq.open)", PlanText.Of(filter.Value));
        Assert.Equal("and()", PlanText.Of(QueryBinder.BindFilter(SampleCatalog.Find("orders"), []).Value));
        Assert.Equal(
            RefusalCode.ColumnNotFound,
            QueryBinder.BindFilter(SampleCatalog.Find("orders"), QueryParser.Parse("customers=is.null").Value!.Where).Refusal!.Code);
    }

    [Fact]
    public void Aggregates_are_refused_unless_enabled()
    {
        var refusal = Refusal("orders", "select=customers(id.count())");
        Assert.Equal(("PGRST123", 400), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.True(Bind("orders", "select=status,total.sum()", Aggregates).IsAggregate);
    }

    [Fact]
    public void Aggregates_inside_a_spread_belong_to_the_parent_when_it_is_to_one_and_are_refused_when_to_many()
    {
        Assert.True(Bind("orders", "select=status,...customers(id.max())", Aggregates).IsAggregate);
        var toMany = Refusal("customers", "select=name,...orders(total.sum())", Aggregates);
        var nested = Refusal("customers", "select=name,...orders(id,...customers(id.max()))", Aggregates);
        Assert.Equal(
            ("PGRST127", "Aggregates are not implemented for one-to-many or many-to-many spreads."), (toMany.Code.Text, toMany.Details));
        Assert.Equal("PGRST127", nested.Code.Text);
    }

    [Theory]
    [InlineData("", 100L)]
    [InlineData("limit=10", 10L)]
    [InlineData("limit=1000", 100L)]
    [InlineData("limit=0", 0L)]
    public void The_limit_is_capped(string query, long expected) =>
        Assert.Equal(expected, Bind("orders", query, new() { RowsMax = 100 }).Limit);

    [Fact]
    public void The_cap_holds_for_to_many_embeds_and_leaves_to_one_embeds_alone()
    {
        var embeds = Bind("orders", "select=customers(id),order_items(*)", new() { RowsMax = 100 }).Embeds.ToList();
        Assert.Equal([null, 100L], embeds.Select(embed => embed.Plan.Limit));
    }

    [Fact]
    public void Offset_and_order_are_kept()
    {
        var plan = Bind("orders", "order=status.desc.nullslast,customers(name),data->>x&offset=5&select=id,customers(id)");
        Assert.Equal(5, plan.Offset);
        Assert.Equal("status name data", string.Join(' ', plan.Order.Select(key => key.Field.Column.Name)));
        Assert.Equal((true, NullsOrder.Last), (plan.Order[0].Descending, plan.Order[0].Nulls));
        Assert.Same(plan.Embeds.Single(), plan.Order[1].Embed);
    }

    [Theory]
    [InlineData("order=customers(name)", "PGRST108", "'customers' is not an embedded resource in this request")]
    [InlineData("order=order_items(quantity)&select=order_items(*)", "PGRST118", "A related order on 'order_items' is not possible")]
    [InlineData("order=c(nam)&select=c:customers(*)", "42703", "column customers.nam does not exist")]
    public void Order_by_a_relation_needs_a_to_one_embed(string query, string code, string message)
    {
        var refusal = Refusal("orders", query);
        Assert.Equal((code, message), (refusal.Code.Text, refusal.Message));
    }

    [Fact]
    public void Returning_leaves_the_filter_of_the_write_and_all_limits_out()
    {
        var query = QueryParser.Parse(
            "id=eq.1&limit=1&order=id&select=id,order_items!inner(*)&order_items.limit=2&order_items.offset=1&order_items.order=quantity"
            + "&order_items.quantity=gt.1").Value!;
        var plan = QueryBinder.BindReturning(SampleCatalog.Shop, SampleCatalog.Find("orders"), query, new() { RowsMax = 10 }).Value!;
        var embed = plan.Embeds.Single();
        Assert.Equal((null, 0L, true), (plan.Limit, plan.Offset, plan.Order.IsEmpty));
        Assert.Equal((null, 0L, "quantity.gt.1"), (embed.Plan.Limit, embed.Plan.Offset, PlanText.Of(embed.Plan.Filter)));
        Assert.Single(embed.Plan.Order);
        Assert.Same(embed, Assert.IsType<EmbedPredicate>(Assert.Single(Assert.IsType<PredicateGroup>(plan.Filter).Items)).Embed);
    }

    [Fact]
    public void A_chain_of_inner_embeds_stays_small_as_text()
    {
        var query = string.Concat(Enumerable.Repeat("employees!inner(", 32)) + "id" + new string(')', 32);
        Assert.InRange(PlanText.Of(Bind("employees", $"select={query}")).Length, 1000, 500_000);
    }

    private static string Names(ReadPlan plan) => string.Join(',', plan.Projections.Select(projection => projection.Name));

    private static ReadPlan Bind(string relation, string query, BindOptions? options = null)
    {
        var plan = QueryBinder.Bind(
            SampleCatalog.Shop, SampleCatalog.Name(relation), QueryParser.Parse(query).Value!, options ?? BindOptions.Default);
        Assert.True(plan.Accepted, $"{plan.Refusal}");
        return plan.Value;
    }

    private static Refusal Refusal(string relation, string query, BindOptions? options = null)
    {
        var parsed = QueryParser.Parse(query);
        Assert.True(parsed.Accepted, $"{parsed.Refusal}");
        var plan = QueryBinder.Bind(SampleCatalog.Shop, SampleCatalog.Name(relation), parsed.Value, options ?? BindOptions.Default);
        Assert.False(plan.Accepted);
        return plan.Refusal;
    }
}
