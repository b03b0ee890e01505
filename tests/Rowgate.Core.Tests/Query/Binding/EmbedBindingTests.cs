using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Core.Tests.Query.Binding;

public sealed class EmbedBindingTests
{
    [Theory]
    // By the target's name
    [InlineData("orders", "customers(*)", "orders_customer_id_fkey ManyToOne customers")]
    [InlineData("customers", "orders(*)", "orders_customer_id_fkey OneToMany orders")]
    [InlineData("customers", "profiles(*)", "profiles_customer_id_fkey OneToOne profiles")]
    [InlineData("profiles", "customers(*)", "profiles_customer_id_fkey OneToOne customers")]
    [InlineData("orders", "products(*)", "order_items_order_id_fkey,order_items_product_id_fkey ManyToMany products")]
    [InlineData("products", "orders(*)", "order_items_product_id_fkey,order_items_order_id_fkey ManyToMany orders")]
    [InlineData("customers", "open_orders(*)", "open_orders_customer_id_fkey OneToMany open_orders")]
    // By constraint or column
    [InlineData("orders", "orders_billing_id_fkey(*)", "orders_billing_id_fkey ManyToOne addresses")]
    [InlineData("orders", "shipping_id(*)", "orders_shipping_id_fkey ManyToOne addresses")]
    // With a hint
    [InlineData("orders", "addresses!orders_billing_id_fkey(*)", "orders_billing_id_fkey ManyToOne addresses")]
    [InlineData("orders", "addresses!shipping_id(*)", "orders_shipping_id_fkey ManyToOne addresses")]
    [InlineData("addresses", "orders!billing_id(*)", "orders_billing_id_fkey OneToMany orders")]
    [InlineData("orders", "products!order_items(*)", "order_items_order_id_fkey,order_items_product_id_fkey ManyToMany products")]
    // The own table
    [InlineData("employees", "employees(*)", "employees_manager_id_fkey OneToMany employees")]
    [InlineData("employees", "manager_id(*)", "employees_manager_id_fkey ManyToOne employees")]
    [InlineData("employees", "boss:manager_id(*)", "employees_manager_id_fkey ManyToOne employees")]
    [InlineData("employees", "employees!manager_id(*)", "employees_manager_id_fkey OneToMany employees")]
    public void An_embed_finds_its_relationship(string parent, string embed, string expected)
    {
        var way = Bind(parent, $"select={embed}").Embeds.Single().Relationship;
        Assert.Equal(expected, $"{way.Name} {way.Cardinality} {way.Target.Name}");
    }

    [Theory]
    [InlineData("orders", "custmers(*)", "'orders' and 'custmers' in the schema 'main'", "Perhaps you meant 'customers' instead of 'custmers'.")]
    [InlineData("orders", "employees(*)", "'orders' and 'employees' in the schema 'main'", null)]
    [InlineData("orders", "addresses!nope(*)", "'orders' and 'addresses' using the hint 'nope' in the schema 'main'", null)]
    [InlineData("customers", "open_orders_customer_id_fkey(*)", "'customers' and 'open_orders_customer_id_fkey' in the schema 'main'", null)]
    [InlineData("employees", "employees!id(*)", "'employees' and 'employees' using the hint 'id' in the schema 'main'", null)]
    public void No_relationship_is_refused(string parent, string embed, string searched, string? hint)
    {
        var refusal = Refusal(parent, $"select={embed}");
        Assert.Equal(("PGRST200", 400), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.Equal($"Searched for a foreign key relationship between {searched}, but no matches were found.", refusal.Details);
        Assert.Equal(hint, refusal.Hint);
    }

    [Fact]
    public void More_than_one_relationship_is_refused_with_the_choices()
    {
        var refusal = Refusal("orders", "select=addresses(*)");
        Assert.Equal(("PGRST201", 300), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.Equal("Could not embed because more than one relationship was found for 'orders' and 'addresses'", refusal.Message);
        Assert.Equal(
            "[{\"cardinality\":\"many-to-one\",\"embedding\":\"orders with addresses\","
            + "\"relationship\":\"orders_billing_id_fkey using orders(billing_id) and addresses(id)\"},"
            + "{\"cardinality\":\"many-to-one\",\"embedding\":\"orders with addresses\","
            + "\"relationship\":\"orders_shipping_id_fkey using orders(shipping_id) and addresses(id)\"}]",
            refusal.Details);
        Assert.Equal(
            "Try changing 'addresses' to one of the following: 'addresses!orders_billing_id_fkey', 'addresses!orders_shipping_id_fkey'. "
            + "Find the desired relationship in the 'details' key.",
            refusal.Hint);
    }

    [Fact]
    public void A_column_on_the_near_side_may_mean_several_relationships()
    {
        // "id" is what profiles, orders, open_orders refer to; the view does not count.
        var refusal = Refusal("customers", "select=id(*)");
        Assert.Equal("PGRST201", refusal.Code.Text);
        Assert.DoesNotContain("open_orders", refusal.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select=customers(*)", "customers")]
    [InlineData("select=customer_id(*)", "customer_id")]
    [InlineData("select=c:customers(*)", "c")]
    public void The_key_is_the_alias_or_the_name_as_written(string query, string name) =>
        Assert.Equal(name, Bind("orders", query).Projections.Single().Name);

    [Fact]
    public void Inner_embeds_filter_the_parent_at_their_level()
    {
        var plan = Bind("customers", "select=id,orders!inner(id,order_items!inner(*),billing_id(*))&name=eq.x&orders.status=eq.open");
        var orders = plan.Embeds.Single();
        var filter = Assert.IsType<PredicateGroup>(plan.Filter);
        Assert.Equal((false, false, 2), (filter.IsOr, filter.Negated, filter.Items.Length));
        Assert.Equal(new EmbedPredicate(orders, Exists: true), filter.Items[1]);
        var inner = Assert.IsType<PredicateGroup>(orders.Plan.Filter);
        Assert.Equal("order_items", Assert.IsType<EmbedPredicate>(inner.Items[1]).Embed.Name);
    }

    [Theory]
    [InlineData("orders=is.null", false)]
    [InlineData("orders=not.is.null", true)]
    [InlineData("orders=is.not_null", true)]
    [InlineData("orders=not.is.not_null", false)]
    public void A_null_filter_on_an_embed_asks_for_rows(string filter, bool exists)
    {
        var plan = Bind("customers", $"select=id,orders()&{filter}");
        Assert.Equal(new EmbedPredicate(plan.Embeds.Single(), exists), plan.Filter);
    }

    [Fact]
    public void A_null_filter_on_an_embed_works_inside_or()
    {
        var plan = Bind("customers", "select=id,o:orders(id)&or=(o.is.null,name.eq.x)&o.status=eq.open");
        var group = Assert.IsType<PredicateGroup>(plan.Filter);
        Assert.True(group.IsOr);
        Assert.Equal(new EmbedPredicate(plan.Embeds.Single(), Exists: false), group.Items[0]);
    }

    [Fact]
    public void Any_other_filter_on_an_embed_is_refused_with_the_way_to_write_it()
    {
        var refusal = Refusal("customers", "select=id,orders(*)&orders=eq.1");
        Assert.Equal(RefusalCode.ColumnNotFound, refusal.Code);
        Assert.Contains("orders.id=eq.1", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Spreads_and_empty_embeds_are_told_apart()
    {
        var plan = Bind("orders", "select=id,...customers(name),order_items(),addresses!billing_id(orders!billing_id())");
        Assert.Equal([true, false, false], plan.Embeds.Select(embed => embed.IsSpread));
        Assert.Equal([true, false, false], plan.Embeds.Select(embed => embed.HasOutput));
    }

    [Fact]
    public void The_plan_names_every_table_it_reads()
    {
        var tables = Bind("customers", "select=orders(products(*))").Tables().Select(table => table.Name);
        Assert.Equal("customers orders order_items products", string.Join(' ', tables));
    }

    private static ReadPlan Bind(string relation, string query)
    {
        var plan = QueryBinder.Bind(
            SampleCatalog.Shop, SampleCatalog.Name(relation), QueryParser.Parse(query).Value!, BindOptions.Default);
        Assert.True(plan.Accepted, $"{plan.Refusal}");
        return plan.Value;
    }

    private static Refusal Refusal(string relation, string query) =>
        QueryBinder.Bind(SampleCatalog.Shop, SampleCatalog.Name(relation), QueryParser.Parse(query).Value!, BindOptions.Default).Refusal!;
}
