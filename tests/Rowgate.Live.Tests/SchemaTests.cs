using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;

namespace Rowgate.Live.Tests;

public sealed class SchemaTests
{
    private static readonly TableShape WithNote = new(
        ShopTransaction.Orders.Table, [.. ShopTransaction.Orders.Columns, new("note", "TEXT", ValueKind.Text)], [0]);

    public static MatrixTheoryData<ShopSource, string> OnCustomers =>
        new(ShopSources.ThatTellAtOnce, ["orders?customer_id=eq.1", "orders?customer_id=eq.1&order=id&limit=3"]);

    public static MatrixTheoryData<ShopSource, string> OnTotals =>
        new(ShopSources.ThatTellAtOnce, ["orders?total=gt.1", "orders?total=gt.1&order=id&limit=3"]);

    public static TheoryData<ShopSource> ThatTellAtOnce => [.. ShopSources.ThatTellAtOnce];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(OnCustomers))]
    public async Task A_new_column_is_told_and_shown(ShopSource source, string query)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        await using var live = await shop.FollowAsync(query, null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        Assert.Equal(LiveEventKind.Snapshot, (await NextAsync(events)).Kind);

        AddNote(shop);

        var schema = await NextAsync(events);
        Assert.Equal(LiveEventKind.Schema, schema.Kind);
        if (source == ShopSource.Sqlite)
            Assert.Equal(1, schema.Offset?.Value);
        Assert.EndsWith(""",{"name":"note","type":"TEXT"}]}""", Text(schema), StringComparison.OrdinalIgnoreCase);
        var snapshot = await NextAsync(events);
        Assert.Equal("""{"rows":[{"id":1,"customer_id":1,"status":"open","total":5,"note":null}],"more":false}""", Text(snapshot));
        if (source == ShopSource.Sqlite)
            Assert.Equal(2, snapshot.Offset?.Value);
        shop.Commit(t =>
        {
            t.Execute("INSERT INTO orders VALUES (2, 1, 'open', 6, 'new')");
            t.Changes.Add(new RowInserted(WithNote, RowImage.Of("""[2,1,"open",6,"new"]""")));
        });
        Assert.Contains("\"note\":\"new\"", Text(await NextAsync(events)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OnCustomers))]
    public async Task Who_resumes_from_before_a_new_column_gets_a_snapshot(ShopSource source, string query)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        shop.Commit(t => t.InsertOrder(2, 1, "open", 6));
        AddNote(shop);
        await shop.SettleAsync(Token);

        await using var live = await shop.FollowAsync(query, shop.Offset(1), Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);

        LiveEvent next;
        do
        {
            next = await NextAsync(events);
        }
        // Capture of PostgreSQL may learn of the column a moment later.
        while (next.Kind != LiveEventKind.Snapshot
            || (source != ShopSource.Sqlite && !Text(next).Contains("note", StringComparison.Ordinal)));
        if (source == ShopSource.Sqlite)
            Assert.Equal(3, next.Offset?.Value);
        Assert.Contains("\"note\":null", Text(next), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OnTotals))]
    public async Task A_query_on_a_column_that_goes_ends_with_an_error(ShopSource source, string query)
    {
        await using var shop = await Shop.OpenAsync(source);
        await using var live = await shop.FollowAsync(query, null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(events);

        var without = new TableShape(ShopTransaction.Orders.Table, ShopTransaction.Orders.Columns.RemoveAt(3), [0]);
        shop.Commit(t => t.Alter(
            "DROP VIEW open_orders; ALTER TABLE orders DROP COLUMN total", new SchemaChanged(ShopTransaction.Orders, without)));

        Assert.Equal(LiveEventKind.Schema, (await NextAsync(events)).Kind);
        var error = await NextAsync(events);
        Assert.StartsWith("""{"code":"42703","message":""", Text(error), StringComparison.Ordinal);
        Assert.Null(error.Offset);
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [MemberData(nameof(ThatTellAtOnce))]
    public async Task A_table_that_goes_has_no_columns_any_more(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        await using var live = await shop.FollowAsync("notes", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(events);

        shop.Commit(t => t.Alter(
            "DROP TABLE notes", new TableTruncated(ShopTransaction.Notes), new SchemaChanged(ShopTransaction.Notes, null)));

        Assert.Equal($$"""{"table":"{{shop.Schema}}.notes","columns":null}""", Text(await NextAsync(events)));
        Assert.Equal(LiveEventKind.Error, (await NextAsync(events)).Kind);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task An_emptied_table_is_shown_by_a_new_snapshot(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertNote("a"));
        await using var live = await shop.FollowAsync("notes", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(events);

        shop.Commit(t =>
        {
            t.Execute(source == ShopSource.Sqlite ? "DELETE FROM notes" : "TRUNCATE notes");
            t.Changes.Add(new TableTruncated(ShopTransaction.Notes));
        });

        var snapshot = await NextAsync(events);
        Assert.Equal("""{"rows":[],"more":false}""", Text(snapshot));
        Assert.Equal(2, shop.ChangesAt(snapshot.Offset));
    }

    [Fact]
    public async Task A_row_that_was_read_enters()
    {
        await using var shop = new SqliteShop();
        await using var live = await shop.FollowAsync("notes", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(events);

        shop.Commit(new RowRead(ShopTransaction.Notes, RowImage.Of("[\"old\"]")));

        Assert.StartsWith(
            """{"op":"enter","key":null,"row":{"text":"old"},"cause":"read",""", Text(await NextAsync(events)), StringComparison.Ordinal);
    }

    private static void AddNote(Shop shop) =>
        shop.Commit(t => t.Alter("ALTER TABLE orders ADD COLUMN note TEXT", new SchemaChanged(ShopTransaction.Orders, WithNote)));

    private static async Task<LiveEvent> NextAsync(IAsyncEnumerator<LiveEvent> events)
    {
        do
            Assert.True(await events.MoveNextAsync());
        while (events.Current.Kind == LiveEventKind.Progress);
        return events.Current;
    }

    private static string Text(LiveEvent happened) => Encoding.UTF8.GetString(happened.Data.Span);
}
