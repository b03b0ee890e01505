using Rowgate.Server.Sample;
using Rowgate.SqliteEngine;

namespace Rowgate.Server.Tests.Sample;

public sealed class SampleShopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_about_a_hundred_thousand_consistent_rows()
    {
        var reports = new List<SampleProgress>();
        SampleShop.Make(_folder.File("shop.db"), reports.Add, TestContext.Current.CancellationToken);

        using var shop = Open("shop.db");
        var rows = Tables.Sum(table => shop.QueryInteger($"SELECT count(*) FROM {table}")!.Value);
        Assert.InRange(rows, 95_000, 105_000);
        Assert.Equal(rows, reports[^1].Rows);
        Assert.InRange(reports[^1].RowsTotal, rows, rows + 500);
        Assert.Null(shop.QueryText("PRAGMA foreign_key_check"));
        Assert.Equal("ok", shop.QueryText("PRAGMA integrity_check"));
        Assert.Equal(0, shop.QueryInteger(
            "SELECT count(*) FROM orders o WHERE abs(total - (SELECT sum(quantity * unit_price) FROM order_items WHERE order_id = o.id)) > 0.001"));
        Assert.InRange(shop.QueryInteger("SELECT count(*) FROM open_orders")!.Value, 100, 1000);
        Assert.Equal(30, shop.QueryInteger("SELECT count(*) FROM revenue_by_month"));
    }

    [Fact]
    public void It_is_the_same_every_time()
    {
        SampleShop.Make(_folder.File("a.db"), _ => { }, TestContext.Current.CancellationToken);
        SampleShop.Make(_folder.File("b.db"), _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(File.ReadAllBytes(_folder.File("a.db")), File.ReadAllBytes(_folder.File("b.db")));
    }

    [Fact]
    public void When_it_is_stopped_it_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => SampleShop.Make(_folder.File("shop.db"), _ => stop.Cancel(), stop.Token));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static readonly string[] Tables =
        ["employees", "categories", "products", "product_categories", "customers", "orders", "order_items", "comments"];

    private SqliteConnection Open(string name) =>
        SqliteConnection.Open(_folder.File(name), SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(5));
}
