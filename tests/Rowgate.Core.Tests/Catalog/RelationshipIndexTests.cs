using Rowgate.Core.Catalog;

namespace Rowgate.Core.Tests.Catalog;

public sealed class RelationshipIndexTests
{
    [Theory]
    [InlineData("customers", "profiles OneToOne, orders OneToMany, open_orders OneToMany")]
    [InlineData("profiles", "customers OneToOne")]
    [InlineData("orders", "customers ManyToOne, addresses ManyToOne, addresses ManyToOne, order_items OneToMany, products ManyToMany")]
    [InlineData("products", "order_items OneToMany, orders ManyToMany")]
    [InlineData("order_items", "orders ManyToOne, products ManyToOne")]
    [InlineData("employees", "employees ManyToOne, employees OneToMany")]
    [InlineData("nothing", "")]
    public void Each_foreign_key_leads_both_ways(string parent, string expected) =>
        Assert.Equal(
            expected.Split(", ").Order(StringComparer.Ordinal),
            string.Join(", ", SampleCatalog.Shop.Relationships.From(SampleCatalog.Name(parent)).Select(way => $"{way.Target.Name} {way.Cardinality}"))
                .Split(", ").Order(StringComparer.Ordinal));

    [Fact]
    public void A_junction_names_its_columns_on_both_sides()
    {
        var way = SampleCatalog.Shop.Relationships.From(SampleCatalog.Name("orders")).Single(known => known.Junction is not null);
        Assert.Equal("order_id product_id", $"{way.Junction!.ParentColumns[0]} {way.Junction.TargetColumns[0]}");
        Assert.Equal("id id", $"{way.ParentColumns[0]} {way.TargetColumns[0]}");
        Assert.False(way.IsToOne);
    }

    [Fact]
    public void A_table_whose_foreign_keys_are_not_in_its_key_is_no_junction()
    {
        var index = RelationshipIndex.Build(
        [
            SampleCatalog.Table("a", "id:Integer", [0]),
            SampleCatalog.Table("b", "id:Integer", [0]),
            SampleCatalog.Table(
                "ab", "id:Integer a:Integer b:Integer", [0], keys: [SampleCatalog.Key("ab", "a", "a", "id"), SampleCatalog.Key("ab", "b", "b", "id")]),
        ]);
        Assert.Equal("ab", Assert.Single(index.From(SampleCatalog.Name("a"))).Target.Name);
    }

    [Fact]
    public void A_unique_constraint_makes_one_to_one()
    {
        var index = RelationshipIndex.Build(
        [
            SampleCatalog.Table("a", "id:Integer", [0]),
            SampleCatalog.Table("b", "id:Integer a:Integer", [0], keys: [SampleCatalog.Key("b", "a", "a", "id")], unique: [[1]]),
        ]);
        Assert.Equal(Cardinality.OneToOne, Assert.Single(index.From(SampleCatalog.Name("a"))).Cardinality);
        Assert.Equal(Cardinality.OneToOne, Assert.Single(index.From(SampleCatalog.Name("b"))).Cardinality);
    }

    [Fact]
    public void A_foreign_key_to_a_table_that_is_not_served_leads_nowhere()
    {
        var index = RelationshipIndex.Build(
            [SampleCatalog.Table("b", "id:Integer a:Integer", [0], keys: [SampleCatalog.Key("b", "a", "secret", "id")])]);
        Assert.Empty(index.From(SampleCatalog.Name("b")));
    }

    [Fact]
    public void A_view_is_related_as_the_table_that_it_shows()
    {
        // The table b itself is not served: only a view of it.
        var index = RelationshipIndex.Build(
        [
            SampleCatalog.Table("a", "id:Integer b:Integer", [0], keys: [SampleCatalog.Key("a", "b", "b", "id")]),
            View("shown", "b_id:Integer again:Integer", new("b_id", SampleCatalog.Name("b"), "id"), new("again", SampleCatalog.Name("b"), "id")),
            View("other", "name:Text", new ColumnOrigin("name", SampleCatalog.Name("b"), "name")),
        ]);
        Assert.Equal(
            ["shown ManyToOne b=again", "shown ManyToOne b=b_id"],
            index.From(SampleCatalog.Name("a")).Select(Describe).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["a OneToMany again=b", "a OneToMany b_id=b"],
            index.From(SampleCatalog.Name("shown")).Select(Describe).Order(StringComparer.Ordinal));
        Assert.Empty(index.From(SampleCatalog.Name("other")));
    }

    [Fact]
    public void The_base_table_decides_whether_a_key_of_a_view_is_unique()
    {
        var key = SampleCatalog.Key("b", "a", "a", "id") with { IsUnique = true };
        var index = RelationshipIndex.Build(
            [SampleCatalog.Table("a", "id:Integer", [0]), SampleCatalog.Table("b", "id:Integer a:Integer", [0], keys: [key])]);
        Assert.Equal(Cardinality.OneToOne, Assert.Single(index.From(SampleCatalog.Name("a"))).Cardinality);
    }

    [Fact]
    public void A_computed_relationship_takes_the_place_of_those_it_is_named_like()
    {
        var computed = new Relationship("b", Cardinality.ManyToOne, SampleCatalog.Name("a"), SampleCatalog.Name("c"), [], [])
        {
            Function = SampleCatalog.Name("b"),
        };
        var index = RelationshipIndex.Build(
            [
                SampleCatalog.Table("a", "id:Integer b:Integer c:Integer", [0], keys:
                [
                    SampleCatalog.Key("a", "b", "b", "id"), SampleCatalog.Key("a", "c", "c", "id"),
                ]),
                SampleCatalog.Table("b", "id:Integer", [0]),
                SampleCatalog.Table("c", "id:Integer", [0]),
            ],
            computed);
        Assert.Equal(["a_c_fkey", "b"], index.From(SampleCatalog.Name("a")).Select(way => way.Name).Order(StringComparer.Ordinal));
        // Only the way that starts where the function's row is.
        Assert.Equal("a_b_fkey", Assert.Single(index.From(SampleCatalog.Name("b"))).Name);
    }

    private static string Describe(Relationship way) =>
        $"{way.Target.Name} {way.Cardinality} {string.Join(',', way.ParentColumns)}={string.Join(',', way.TargetColumns)}";

    private static Relation View(string name, string columns, params ColumnOrigin[] origins) =>
        new(SampleCatalog.Name(name), RelationKind.View, SampleCatalog.Table(name, columns, []).Columns) { Origins = [.. origins] };
}
