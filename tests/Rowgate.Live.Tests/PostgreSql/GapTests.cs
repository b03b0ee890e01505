using Rowgate.Capture.Backfill;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>What was lost with the replication slot is made good.</summary>
public sealed class GapTests
{
    private const string Schema =
        "CREATE TABLE items (id int PRIMARY KEY, text text); INSERT INTO items SELECT i, 'old' FROM generate_series(1, 120) i";

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task After_a_lost_slot_followers_start_over_and_the_tables_are_read_again(int version)
    {
        await using var shop = await PostgresShop.StartAsync(version, Schema);
        var token = TestContext.Current.CancellationToken;
        await using var rows = new Following((await shop.Live.OpenAsync(PostgresShop.Request("items?id=lt.3"), token)).Value!);
        await using var count = new Following((await shop.Live.OpenAsync(PostgresShop.Request("items?select=count()"), token)).Value!);
        await shop.Lease.ExecuteAsync("UPDATE items SET text = 'seen' WHERE id = 1");
        await rows.UntilAsync("""{"id":1,"text":"seen"}""", """{"id":2,"text":"old"}""");
        await count.UntilAsync("""{"count":120}""");
        var from = shop.Journal.End;

        // Not all in one transaction: a slot cannot be dropped while it is in use.
        var slot = shop.Options.Capture.Name;
        await shop.Lease.ExecuteAsync($"""
            DO $$
            BEGIN
              FOR i IN 1..1000 LOOP
                BEGIN
                  PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{slot}' AND active;
                  PERFORM pg_drop_replication_slot('{slot}');
                  EXIT;
                EXCEPTION WHEN object_in_use THEN PERFORM pg_sleep(0.01);
                END;
              END LOOP;
              UPDATE items SET text = 'unseen' WHERE id = 2;
              DELETE FROM items WHERE id = 50;
            END$$;
            """);

        await rows.UntilAsync("""{"id":1,"text":"seen"}""", """{"id":2,"text":"unseen"}""");
        await count.UntilAsync("""{"count":119}""");
        await shop.UntilAsync(() => shop.Backfills.All is [{ Stage: BackfillStage.Done, Rows: 119 }]);

        var opened = await shop.Live.OpenAsync(PostgresShop.Request("items?id=eq.2", from), token);
        await using var resumed = new Following(opened.Value!);
        await resumed.UntilAsync("""{"id":2,"text":"unseen"}""");
        Assert.Equal("Snapshot", resumed.Words[^1]);
    }
}
