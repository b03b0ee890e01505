using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Live.Tests;

public sealed class LongPollTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<ShopSource, string> Queries =>
        new(ShopSources.All, ["orders?customer_id=eq.1", "orders?customer_id=eq.1&select=count()"]);

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_snapshot_tells_the_place_it_shows(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        shop.Commit(t => t.InsertOrder(2, 1, "open", 6));

        var taken = await shop.Live.SnapshotAsync(shop.Request("orders?select=id&limit=1&order=id"), new(CountMethod.Exact), Token);

        await using var snapshot = taken.Value!;
        Assert.Equal(2, shop.ChangesAt(snapshot.Offset));
        Assert.Equal(2, snapshot.Rows.Total);
        var batch = (await snapshot.Rows.NextAsync(Token)).Value;
        Assert.Equal("""{"id":1}""", Encoding.UTF8.GetString(batch.Json.Span));
    }

    [Fact]
    public async Task A_snapshot_that_is_given_up_while_it_waits_for_capture_gives_its_connection_back()
    {
        await using var shop = new SqliteShop();
        shop.HoldCapture();
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));

        // More than the database has connections.
        for (var i = 0; i < 20; i++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(TimeSpan.FromMilliseconds(20));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => shop.Live.SnapshotAsync(shop.Request("orders"), default, patience.Token).AsTask());
        }

        shop.CaptureMerged();
        Assert.Single(await shop.ReadAsync("orders", Token).WaitAsync(Long, Token));
    }

    [Fact]
    public async Task A_snapshot_inside_of_what_capture_joined_is_taken_again()
    {
        await using var shop = new SqliteShop();
        shop.HoldCapture();
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Live.Progress.Wake = () => waits.TrySetResult();
        var taking = shop.Live.SnapshotAsync(shop.Request("orders?order=id"), default, Token).AsTask();
        await waits.Task.WaitAsync(Long, Token);
        shop.Commit(t => t.InsertOrder(2, 1, "open", 6));
        shop.CaptureMerged();

        await using var snapshot = (await taking).Value!;

        Assert.Equal(2, snapshot.Offset.Value);
        Assert.Equal(2, (await snapshot.Rows.NextAsync(Token)).Value.Count);
    }

    [Fact]
    public async Task What_capture_cannot_see_is_not_followed()
    {
        await using var shop = new SqliteShop();

        var opened = await shop.Live.OpenAsync(shop.Request("unseen"), Token);

        Assert.Equal(RefusalCode.NotSupported, opened.Refusal?.Code);
        Assert.Contains("main.unseen", opened.Refusal!.Message, StringComparison.Ordinal);
        Assert.Empty(await shop.ReadAsync("unseen", Token));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task What_changed_already_ends_the_wait_at_once(ShopSource source, string query)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        await shop.SettleAsync(Token);

        var changed = await shop.Live.WaitForChangeAsync(shop.Request(query, shop.Offset(0)), TimeSpan.Zero, Token);

        Assert.True(changed.Value);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task The_wait_ends_with_a_change_of_the_result(ShopSource source, string query)
    {
        await using var shop = await Shop.OpenAsync(source);
        var waiting = shop.Live.WaitForChangeAsync(shop.Request(query, shop.Offset(0)), Long, Token).AsTask();
        shop.Commit(t => t.InsertNote("elsewhere"));
        await shop.SettleAsync(Token);
        Assert.False(waiting.IsCompleted);

        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));

        Assert.True((await waiting.WaitAsync(Long, Token)).Value);
        Assert.Equal(0, shop.Live.Count);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task The_time_is_up_when_nothing_changes(ShopSource source, string query)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertNote("elsewhere"));
        await shop.SettleAsync(Token);

        var changed = await shop.Live.WaitForChangeAsync(shop.Request(query, shop.Offset(0)), TimeSpan.FromMilliseconds(20), Token);

        Assert.False(changed.Value);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task An_offset_that_the_journal_does_not_hold_counts_as_a_change(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);

        var changed = await shop.Live.WaitForChangeAsync(shop.Request("orders", shop.Offset(99)), Long, Token);

        Assert.True(changed.Value);
    }
}
