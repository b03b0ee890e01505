using Rowgate.Conformance;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Journal.Batches;

namespace Rowgate.Journal.Tests.Batches;

public sealed class ShapeTextTests
{
    [Fact]
    public void A_shape_reads_back_with_all_kinds_of_columns()
    {
        var shape = new TableShape(
            new TableName("a \"b\"", "ç\0🦊"),
            [.. Enum.GetValues<ValueKind>().Select(kind => new ShapeColumn($"c{kind}", "", kind))],
            [3, 1]);
        var read = ShapeText.Read(shape.Id, ShapeText.Write(shape));

        Assert.Equal(shape.Id, read.Id);
        Assert.Equal(shape.Table, read.Table);
        Assert.Equal(shape.Columns.AsEnumerable(), read.Columns);
        Assert.Equal(shape.Key.AsEnumerable(), read.Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"schema":"main","table":"orders","columns":[["id"]],"key":[0]}""")]
    [InlineData("""{"schema":"main","table":"orders","columns":[["id","INTEGER","Whole"]],"key":[0]}""")]
    [InlineData("""{"schema":"main","table":"orders","columns":[],"key":["a"]}""")]
    [InlineData("""{"schema":"main","table":"purchases","columns":[],"key":[]}""")]
    public void Another_text_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => ShapeText.Read(SampleChanges.Orders.Id, text));
}
