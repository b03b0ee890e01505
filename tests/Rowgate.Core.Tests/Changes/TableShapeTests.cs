using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Core.Tests.Changes;

public sealed class TableShapeTests
{
    private static readonly ImmutableArray<ShapeColumn> Columns =
        [new("id", "INTEGER", ValueKind.Integer), new("name", "TEXT", ValueKind.Text)];

    private static readonly TableShape Shape = new(new("main", "t"), Columns, [0]);

    [Fact]
    public void Equal_shapes_have_equal_identifiers() => Assert.Equal(Shape.Id, new TableShape(new("main", "t"), [.. Columns], [0]).Id);

    [Fact]
    public void The_identifier_never_changes_because_journals_hold_it() => Assert.Equal(7344658805694274014L, Shape.Id);

    [Fact]
    public void Whatever_differs_makes_another_identifier()
    {
        TableShape[] others =
        [
            new(new("other", "t"), Columns, [0]),
            new(new("main", "u"), Columns, [0]),
            new(new("main", "t"), Columns, [1]),
            new(new("main", "t"), Columns, []),
            new(new("main", "t"), Columns, [0, 1]),
            new(new("main", "t"), Columns.RemoveAt(1), [0]),
            new(new("main", "t"), [Columns[1], Columns[0]], [0]),
            new(new("main", "t"), Columns.SetItem(1, Columns[1] with { Name = "nam" }), [0]),
            new(new("main", "t"), Columns.SetItem(1, Columns[1] with { Type = "VARCHAR" }), [0]),
            new(new("main", "t"), Columns.SetItem(1, Columns[1] with { Kind = ValueKind.Any }), [0]),
        ];
        Assert.Equal(others.Length + 1, others.Append(Shape).Select(shape => shape.Id).Distinct().Count());
    }

    [Fact]
    public void A_relation_has_the_shape_of_its_columns()
    {
        var shape = TableShape.Of(SampleCatalog.Find("order_items"));
        Assert.Equal("order_id product_id quantity", string.Join(' ', shape.Columns.Select(column => column.Name)));
        Assert.Equal([0, 1], shape.Key);
    }
}
