using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Tests.Query.Evaluation;

namespace Rowgate.Core.Tests.Query.Binding;

public sealed class ComputedBindingTests
{
    private static readonly DatabaseCatalog Catalog = new(
        1,
        [
            new(new("api", "people"), RelationKind.Table, SampleCatalog.Table("people", "id:Integer first:Text elsewhere:Integer", [0]).Columns)
            {
                PrimaryKey = [0],
                ForeignKeys = [new("people_elsewhere_fkey", ["elsewhere"], new("other", "places"), ["id"])],
                ComputedColumns =
                [
                    new() { Name = "full_name", Ordinal = -1, Type = new("text", ValueKind.Text), Function = new TableName("api", "full_name") },
                ],
            },
            new(new("api", "pets"), RelationKind.Table, SampleCatalog.Table("pets", "id:Integer name:Text", [0]).Columns) { PrimaryKey = [0] },
            new(new("other", "places"), RelationKind.Table, SampleCatalog.Table("places", "id:Integer", [0]).Columns) { PrimaryKey = [0] },
        ],
        Computed("pets_of", Cardinality.OneToMany, "api"),
        Computed("best_pet", Cardinality.ManyToOne, "api"),
        Computed("far_pets", Cardinality.OneToMany, "other"));

    [Fact]
    public void A_computed_column_is_selected_filtered_and_ordered_by_like_any_other()
    {
        var plan = Bind("select=id,n:full_name&full_name=like.a*&order=full_name").Value!;
        Assert.Equal("full_name", Assert.IsType<FieldProjection>(plan.Projections[1]).Field.Column.Function!.Value.Name);
        Assert.Equal("full_name", Assert.IsType<FieldPredicate>(plan.Filter).Field.Column.Name);
        Assert.Equal("full_name", Assert.Single(plan.Order).Field.Column.Name);
    }

    [Fact]
    public void The_star_does_not_show_it() =>
        Assert.Equal(["id", "first", "elsewhere"], Bind("").Value!.Projections.Select(projection => projection.Name));

    [Fact]
    public void A_mistyped_one_is_hinted_at() =>
        Assert.Equal(
            "Perhaps you meant to reference the column \"people.full_name\".", Bind("select=ful_name").Refusal!.Hint);

    [Fact]
    public void Only_the_database_computes_it()
    {
        Assert.Null(RowPredicate.Compile(Bind("full_name=eq.a").Value!.Filter, new PlainRules()));
        Assert.Null(RowProjector.Compile(Bind("select=full_name").Value!, new PlainRules()));
    }

    [Theory]
    [InlineData("pets_of", false)]
    [InlineData("best_pet", true)]
    public void A_computed_relationship_is_embedded_by_its_function(string name, bool isToOne)
    {
        var embed = Bind($"select=id,{name}(name)").Value!.Embeds.Single();
        Assert.Equal((name, isToOne, "pets"), (embed.Relationship.Function!.Value.Name, embed.Relationship.IsToOne, embed.Plan.Source.Name.Name));
    }

    [Theory]
    [InlineData("places")]
    [InlineData("far_pets")]
    [InlineData("pets")]
    public void What_belongs_to_another_schema_or_is_no_function_is_not_embedded(string name) =>
        Assert.Equal("PGRST200", Bind($"select={name}(*)").Refusal!.Code.Text);

    private static Outcome<ReadPlan> Bind(string query) =>
        QueryBinder.Bind(Catalog, new("api", "people"), QueryParser.Parse(query).Value!, BindOptions.Default);

    private static Relationship Computed(string name, Cardinality cardinality, string schema) =>
        new(name, cardinality, new("api", "people"), new("api", "pets"), [], []) { Function = new TableName(schema, name) };
}
