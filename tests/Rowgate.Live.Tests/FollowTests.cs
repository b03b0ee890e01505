using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;

namespace Rowgate.Live.Tests;

public sealed class FollowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_row_enters_changes_and_leaves(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        await using var live = await shop.FollowAsync("orders?status=eq.open&select=id,sum:total", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);

        Assert.Equal("""Snapshot 1 {"rows":[{"id":1,"sum":5}],"more":false}""", await NextAsync(shop, events));
        shop.Commit(t => t.InsertOrder(2, 1, "paid", 6));
        shop.Commit(t => t.UpdateOrder(2, "status = 'open'"));
        Assert.Equal(
            """Change 3 {"op":"enter","key":{"id":2},"row":{"id":2,"sum":6},"cause":"update"}""",
            await NextAsync(shop, events));
        shop.Commit(t => t.UpdateOrder(2, "total = 7"));
        Assert.Equal(
            """Change 4 {"op":"change","key":{"id":2},"row":{"id":2,"sum":7},"cause":"update"}""",
            await NextAsync(shop, events));
        shop.Commit(t => t.UpdateOrder(2, "id = 9", newId: 9));
        Assert.Equal(
            """Change 5 {"op":"change","key":{"id":9},"row":{"id":9,"sum":7},"old_key":{"id":2},"cause":"update"}""",
            await NextAsync(shop, events));
        shop.Commit(t => t.UpdateOrder(9, "customer_id = 2"));
        shop.Commit(t => t.DeleteOrder(9));
        Assert.Equal(
            """Change 7 {"op":"leave","key":{"id":9},"row":{"id":9,"sum":7},"cause":"delete"}""",
            await NextAsync(shop, events));
    }

    [Fact]
    public async Task A_name_that_a_client_makes_up_shows_no_column_that_it_did_not_ask_for()
    {
        await using var shop = new SqliteShop();
        await using var whole = await shop.FollowAsync("orders?select=total,status", null, Token);
        await using var crafted = await shop.FollowAsync("orders?select=%22total%093%09%0Astatus%22:status", null, Token);
        var wholes = whole.ReadAsync(Token).GetAsyncEnumerator(Token);
        var craftedOnes = crafted.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(shop, wholes);
        await NextAsync(shop, craftedOnes);

        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));

        Assert.Contains("\"row\":{\"total\":5,\"status\":\"open\"}", await NextAsync(shop, wholes), StringComparison.Ordinal);
        Assert.Contains("\"row\":{\"total\\t3\\t\\nstatus\":\"open\"}", await NextAsync(shop, craftedOnes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_whose_filter_takes_too_long_ends_alone()
    {
        await using var shop = new SqliteShop();
        var slow = $"orders?status=like.*{new string('a', 500)}b*";
        await using var live = await shop.FollowAsync(slow, null, Token);
        await using var other = await shop.FollowAsync("orders?select=id", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        var others = other.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(shop, events);
        await NextAsync(shop, others);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        Assert.StartsWith("Change 1", await NextAsync(shop, others), StringComparison.Ordinal);

        // The read of this answers once the follower has joined the pump.
        var ended = NextAsync(shop, events);
        shop.Commit(t => t.InsertOrder(2, 1, new string('a', 1_000_000), 5));

        Assert.StartsWith("""Error  {"code":"RG1003",""", await ended, StringComparison.Ordinal);
        Assert.False(await events.MoveNextAsync());
        Assert.StartsWith("Change 2", await NextAsync(shop, others), StringComparison.Ordinal);

        // Who catches up with the same change in the journal is told the same, and the pump goes on.
        await using var late = await shop.FollowAsync(slow, JournalOffset.Start, Token);
        Assert.StartsWith("""Error  {"code":"RG1003",""", await NextAsync(shop, late.ReadAsync(Token).GetAsyncEnumerator(Token)), StringComparison.Ordinal);
        shop.Commit(t => t.InsertOrder(3, 1, "open", 5));
        Assert.StartsWith("Change 3", await NextAsync(shop, others), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_row_without_a_key_changes_by_leaving_and_entering_together(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertNote("a"));
        await using var live = await shop.FollowAsync("notes", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(shop, events);

        shop.Commit(t => t.UpdateNote("a", "b"));

        Assert.StartsWith("""Change  {"op":"leave","key":null,"row":{"text":"a"}""", await NextAsync(shop, events), StringComparison.Ordinal);
        Assert.StartsWith("""Change 2 {"op":"enter","key":null,"row":{"text":"b"}""", await NextAsync(shop, events), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_large_snapshot_comes_in_several_events_of_which_the_last_has_the_id(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrders(1, 2500));
        await using var live = await shop.FollowAsync("orders", null, Token);
        var replica = new Replica();
        List<LiveEvent> parts = [];
        await foreach (var part in live.ReadAsync(Token))
        {
            parts.Add(part);
            replica.Apply(part);
            if (part.Offset is not null)
                break;
        }

        Assert.Equal([null, null, shop.Offset(2500)], parts.Select(part => part.Offset));
        Assert.Equal(2500, replica.Rows.Count());
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task Silence_is_broken_by_progress(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source, new() { ProgressInterval = TimeSpan.FromMilliseconds(20) });
        await using var live = await shop.FollowAsync("orders?id=eq.5", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        await NextAsync(shop, events);

        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));

        string next;
        do
            next = await NextAsync(shop, events);
        while (next == "Progress 0 ");
        Assert.Equal("Progress 1 ", next);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_reader_that_lags_is_told_and_loses_nothing_when_it_resumes(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source, Shop.Usual with { BufferEventsMax = 10 });
        await using var live = await shop.FollowAsync("orders", null, Token);
        var events = live.ReadAsync(Token).GetAsyncEnumerator(Token);
        var replica = new Replica();
        Assert.True(await events.MoveNextAsync());
        replica.Apply(events.Current);
        // The first change may still be read from the journal; the second one comes through the buffer.
        for (var id = 1001; id <= 1002; id++)
        {
            shop.Commit(t => t.InsertOrder(id, 1, "open", 5));
            Assert.True(await events.MoveNextAsync());
            replica.Apply(events.Current);
        }

        for (var id = 1; id <= 50; id++)
            shop.Commit(t => t.InsertOrder(id, 1, "open", id));
        await shop.SettleAsync(Token);
        Assert.Equal($$"""Lagged 2 {"resume":"{{shop.Live.IdOf(replica.Last!.Value)}}"}""", await NextAsync(shop, events));
        Assert.False(await events.MoveNextAsync());

        await using var resumed = await shop.FollowAsync("orders", replica.Last, Token);
        await foreach (var missed in resumed.ReadAsync(Token))
        {
            replica.Apply(missed);
            if (replica.Rows.Count() == 52)
                break;
        }

        Assert.DoesNotContain("Snapshot", replica.Words.Skip(1));
        Assert.Equal(await shop.ReadAsync("orders?order=id", Token), replica.Rows.OrderBy(row => row.Length).ThenBy(row => row, StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_results_of_all_evaluated_queries_share_one_bound_of_memory()
    {
        await using var shop = new SqliteShop(Shop.Usual with { ResultsBytesMax = 400 });
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        var first = await shop.FollowAsync("orders?select=count()", null, Token);
        await using var second = await shop.FollowAsync("orders?select=id&limit=5&order=id", null, Token);

        var third = await shop.Live.OpenAsync(shop.Request("orders?select=total&limit=5&order=id"), Token);
        Assert.Equal(RefusalCode.TooManyLiveQueries, third.Refusal?.Code);

        await first.DisposeAsync();
        await using var again = await shop.FollowAsync("orders?select=total&limit=5&order=id", null, Token);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_large_snapshot_ends_after_some_time_in_all(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source, Shop.Usual with { SnapshotTimeMax = TimeSpan.FromMilliseconds(50) });
        shop.Commit(t => t.InsertOrders(1, 8000));
        var slow = new List<LiveQuery>();
        // More than the database has connections.
        for (var i = 0; i < 20; i++)
            slow.Add(await shop.FollowAsync("orders", null, Token));

        Assert.Single(await shop.ReadAsync("orders?id=eq.1", Token));
        foreach (var query in slow)
            await query.DisposeAsync();
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task A_reader_that_does_not_come_for_more_of_a_large_snapshot_loses_its_connection_to_others(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source, Shop.Usual with { SnapshotPauseMax = TimeSpan.FromMilliseconds(50) });
        shop.Commit(t => t.InsertOrders(1, 8000));
        var slow = new List<LiveQuery>();
        // More than the database has connections.
        for (var i = 0; i < 20; i++)
            slow.Add(await shop.FollowAsync("orders", null, Token));

        Assert.Single(await shop.ReadAsync("orders?id=eq.1", Token));
        var events = new List<LiveEvent>();
        await foreach (var happened in slow[0].ReadAsync(Token))
            events.Add(happened);
        Assert.Equal(LiveEventKind.Error, events[^1].Kind);
        Assert.StartsWith("""{"code":"57014",""", Encoding.UTF8.GetString(events[^1].Data.Span), StringComparison.Ordinal);
        foreach (var live in slow)
            await live.DisposeAsync();
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task Small_snapshots_keep_no_connection_while_their_readers_wait(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        var waiting = new List<LiveQuery>();
        for (var i = 0; i < 50; i++)
            waiting.Add(await shop.FollowAsync($"orders?customer_id=eq.{i}", null, Token));

        Assert.Single(await shop.ReadAsync("orders", Token));

        foreach (var live in waiting)
            await live.DisposeAsync();
        Assert.Equal(0, shop.Live.Count);
    }

    [Fact]
    public async Task Offsets_that_the_journal_does_not_hold_are_refused()
    {
        await using var shop = new SqliteShop();
        shop.Commit(t => t.InsertOrder(1, 1, "open", 5));
        await shop.SettleAsync(Token);

        var unknown = await shop.Live.OpenAsync(shop.Request("orders", new(2)), Token);

        Assert.Equal(RefusalCode.OffsetUnknown, unknown.Refusal?.Code);
    }

    [Theory]
    [ClassData(typeof(ShopSources))]
    public async Task An_offset_that_retention_dropped_is_refused_with_a_way_out(ShopSource source)
    {
        await using var shop = await Shop.OpenAsync(source);
        for (var id = 1; id <= 30; id++)
        {
            shop.Commit(t => t.InsertOrder(id, 1, "open", 5));
            await shop.SettleAsync(Token);
        }

        await shop.Journal.TrimAsync(shop.Offset(20), Token);

        Assert.True(shop.Journal.Start > JournalOffset.Start);
        var expired = await shop.Live.OpenAsync(shop.Request("orders", JournalOffset.Start), Token);
        Assert.Equal(RefusalCode.OffsetExpired, expired.Refusal?.Code);
        Assert.NotNull(expired.Refusal?.Hint);
    }

    [Fact]
    public async Task Nobody_follows_what_they_may_not_read()
    {
        await using var shop = new SqliteShop();
        var closed = new LiveQueries(
            shop.Database, shop.Journal, new(AnonymousAccess.None), new(), TimeProvider.System, NullLogger<LiveQueries>.Instance);

        foreach (var query in (string[])["orders", "orders?limit=1", "open_orders"])
        {
            var opened = await closed.OpenAsync(shop.Request(query), Token);
            var taken = await closed.SnapshotAsync(shop.Request(query), default, Token);
            var waited = await closed.WaitForChangeAsync(shop.Request(query, new(0)), TimeSpan.Zero, Token);

            Assert.All([opened.Refusal, taken.Refusal, waited.Refusal], refusal => Assert.Equal(RefusalCode.AnonymousNotAllowed, refusal?.Code));
        }
    }

    [Fact]
    public async Task More_live_queries_than_allowed_are_refused_until_one_is_closed()
    {
        await using var shop = new SqliteShop(new() { QueriesMax = 1 });
        await using (await shop.FollowAsync("orders", null, Token))
        {
            var second = await shop.Live.OpenAsync(shop.Request("orders"), Token);
            Assert.Equal(RefusalCode.TooManyLiveQueries, second.Refusal?.Code);
        }

        await using var third = await shop.FollowAsync("orders", null, Token);
        Assert.Equal(1, shop.Live.Count);
    }

    [Fact]
    public async Task A_query_that_makes_no_sense_is_refused_at_once()
    {
        await using var shop = new SqliteShop();

        var opened = await shop.Live.OpenAsync(shop.Request("orders?colour=eq.red"), Token);

        Assert.Equal(RefusalCode.ColumnNotFound, opened.Refusal?.Code);
        Assert.Equal(0, shop.Live.Count);
    }

    // Places are counted from the start of the history, and when a transaction was committed is left out.
    private static async Task<string> NextAsync(Shop shop, IAsyncEnumerator<LiveEvent> events)
    {
        Assert.True(await events.MoveNextAsync());
        var happened = events.Current;
        var data = Encoding.UTF8.GetString(happened.Data.Span);
        var commit = data.IndexOf(",\"commit\":", StringComparison.Ordinal);
        return $"{happened.Kind} {shop.ChangesAt(happened.Offset)} {(commit < 0 ? data : $"{data[..commit]}}}")}";
    }
}
