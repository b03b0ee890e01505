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
}
