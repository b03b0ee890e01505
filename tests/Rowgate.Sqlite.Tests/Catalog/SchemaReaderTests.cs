using Rowgate.Core.Catalog;

namespace Rowgate.Sqlite.Tests.Catalog;

public sealed class SchemaReaderTests
{
    [Fact]
    public async Task Tables_have_their_columns_keys_and_types()
    {
        await using var shop = ShopFile.Create();

        var orders = shop.Relation("orders");
        Assert.Equal([0], orders.PrimaryKey);
        Assert.True(orders.Columns[0].IsNotNull);
        Assert.Equal(ValueKind.Decimal, orders.Find("total")!.Type.Kind);
        Assert.Equal("'open'", orders.Find("status")!.DefaultExpression);
        Assert.Equal(new("orders_customer_id_fkey", ["customer_id"], new("main", "customers"), ["id"]), orders.ForeignKeys.Single(), ForeignKeysAreEqual);

        var items = shop.Relation("order_items");
        Assert.Equal([0, 1], items.PrimaryKey);
        Assert.Equal(["items_order", "order_items_sku_fkey"], items.ForeignKeys.Select(key => key.Name));
        Assert.True(shop.Relation("products").Find("price_gross")!.IsGenerated);
        Assert.Equal("NOCASE", shop.Relation("customers").Find("email")!.Type.Collation);
        Assert.Equal([2], Assert.Single(shop.Relation("customers").UniqueKeys));
    }

    [Fact]
    public async Task A_view_of_one_table_inherits_its_keys()
    {
        await using var shop = ShopFile.Create();

        var view = shop.Relation("open_orders");

        Assert.Equal(RelationKind.View, view.Kind);
        Assert.Equal([0], view.PrimaryKey);
        Assert.Equal("customers", view.ForeignKeys.Single().Target.Name);
        Assert.False(view.IsInsertable);
    }

    [Fact]
    public async Task A_view_that_can_show_a_row_twice_has_no_key_and_a_broken_one_is_not_there()
    {
        await using var shop = ShopFile.Create(ShopFile.Schema + """
            CREATE VIEW joined AS SELECT o.id, o.customer_id FROM orders o JOIN order_items i ON i.order_id = o.id;
            CREATE VIEW twice AS SELECT id FROM orders UNION ALL SELECT id FROM orders;
            CREATE VIEW broken AS SELECT gone FROM nowhere;
            """);

        Assert.Empty(shop.Relation("joined").PrimaryKey);
        Assert.Empty(shop.Relation("twice").PrimaryKey);
        Assert.Null(shop.Database.Catalog.Find(new("main", "broken")));
    }

    [Fact]
    public async Task What_modules_and_Rowgate_keep_for_themselves_is_hidden()
    {
        await using var shop = ShopFile.Create("""
            CREATE VIRTUAL TABLE notes USING fts5(body);
            CREATE TABLE _rowgate_head(id INTEGER PRIMARY KEY, last INTEGER NOT NULL, actor TEXT);
            CREATE TABLE seen(id INTEGER PRIMARY KEY AUTOINCREMENT, "odd ""name" TEXT, UNIQUE("odd ""name"));
            CREATE UNIQUE INDEX part ON seen(id) WHERE id > 5;
            """);

        Assert.Equal(["notes", "seen"], shop.Database.Catalog.Relations.Select(relation => relation.Name.Name));
        Assert.Equal(RelationKind.Virtual, shop.Relation("notes").Kind);
        Assert.Equal(["body"], shop.Relation("notes").Columns.Select(column => column.Name));
        Assert.Equal([1], Assert.Single(shop.Relation("seen").UniqueKeys));
    }

    [Fact]
    public async Task A_change_of_the_schema_is_seen_at_the_next_refresh()
    {
        await using var shop = ShopFile.Create();
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.False(await shop.Database.RefreshAsync(cancellationToken));

        shop.Execute("ALTER TABLE orders ADD COLUMN note TEXT");

        Assert.True(await shop.Database.RefreshAsync(cancellationToken));
        Assert.NotNull(shop.Relation("orders").Find("note"));
    }

    private static bool ForeignKeysAreEqual(ForeignKey a, ForeignKey b) =>
        a.Name == b.Name && a.Target == b.Target && a.Columns.SequenceEqual(b.Columns) && a.TargetColumns.SequenceEqual(b.TargetColumns);
}
