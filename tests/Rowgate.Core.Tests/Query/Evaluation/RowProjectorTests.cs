using System.Buffers;
using System.Text;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;

namespace Rowgate.Core.Tests.Query.Evaluation;

public sealed class RowProjectorTests
{
    private const string Row = "[7,\"o\\\"n\",1.50,null,2,3,{\"a\":[1,{\"b\":2}]}]";

    [Theory]
    [InlineData("", "{\"id\":7,\"status\":\"o\\\"n\",\"total\":1.50,\"customer_id\":null,\"billing_id\":2,\"shipping_id\":3,\"data\":{\"a\":[1,{\"b\":2}]}}")]
    [InlineData("select=x:id,id", "{\"x\":7,\"id\":7}")]
    [InlineData("select=\"a\\\"\u00fc\":total", "{\"a\\\"\u00fc\":1.50}")]
    [InlineData("select=data->a->1->b,n:data->x", "{\"b\":2,\"n\":null}")]
    public void A_row_becomes_the_object_that_the_database_would_give(string query, string expected) =>
        Assert.Equal(expected, Write(Bind(query)));

    [Fact]
    public void The_key_may_come_first()
    {
        var plan = new ReadPlan
        {
            Source = SampleCatalog.Find("order_items"),
            Projections = [new KeyProjection(), .. QueryBinder.Bind(
                SampleCatalog.Shop, SampleCatalog.Name("order_items"), QueryParser.Parse("select=quantity").Value!, BindOptions.Default)
                .Value!.Projections],
        };
        Assert.Equal("{\"$key\":[7,\"o\\\"n\"],\"quantity\":1.50}", Write(plan));
    }

    [Fact]
    public void No_members_make_an_empty_object() => Assert.Equal("{}", Write(Bind("") with { Projections = [] }));

    [Theory]
    [InlineData("select=id::text")]
    [InlineData("select=id,customers(*)")]
    [InlineData("select=id,customers()")]
    [InlineData("select=count()")]
    [InlineData("select=data->>a")]
    public void What_only_the_database_can_show_is_not_compiled(string query) =>
        Assert.Null(RowProjector.Compile(Bind(query), new PlainRules()));

    private static ReadPlan Bind(string query) =>
        QueryBinder.Bind(
            SampleCatalog.Shop, SampleCatalog.Name("orders"), QueryParser.Parse(query).Value!, new() { AggregatesEnabled = true }).Value!;

    private static string Write(ReadPlan plan)
    {
        var projector = RowProjector.Compile(plan, new PlainRules());
        Assert.NotNull(projector);
        var row = new ColumnOffsets();
        row.Read(RowImage.Of(Row));
        var output = new ArrayBufferWriter<byte>();
        projector.Write(row, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
