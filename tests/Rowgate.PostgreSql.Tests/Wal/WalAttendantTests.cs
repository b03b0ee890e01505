using System.Diagnostics;
using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;
using static Rowgate.PostgreSql.Tests.Wal.WalChangeSourceTests;

namespace Rowgate.PostgreSql.Tests.Wal;

public sealed class WalAttendantTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_slot_over_its_budget_is_told_and_kept(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, note text)");
        await using var capture = new WalHarness(database, options => options with { WalBudgetBytes = 1 });
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t SELECT g, repeat('x', 100) FROM generate_series(1, 1000) g");
        capture.Source.LookAtSchema();
        await UntilAsync(() => capture.Source.Health is { IsOverBudget: true, RetainedBytes: > 1000 });

        Assert.Equal(1000, (await capture.ReadAsync()).Sum(part => part.Changes.Count));
    }

    // A server of its own: a slot holds back what all databases write.
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_slot_over_twice_its_budget_is_given_up_behind_a_gap_when_that_is_wanted(int version)
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Of(version));
        await using var database = await server.CreateDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, note text)");
        await using var capture = new WalHarness(database, options => options with { WalBudgetBytes = 1 << 20, DropsSlotOverBudget = true });
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1, 'read')");
        await capture.ReadAsync();

        await database.ExecuteAsync("INSERT INTO t SELECT g, repeat('x', 1000) FROM generate_series(2, 5000) g");
        capture.Source.LookAtSchema();
        await UntilAsync(() => capture.Source.Health is { IsOverBudget: true });
        await Assert.ThrowsAsync<DatabaseException>(() => capture.ReadUntilAsync(_ => false));
        await capture.StopAsync();
        Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{database.Name}'"));

        await capture.StartAsync();
        var parts = await capture.ReadAsync();
        Assert.IsType<CaptureGap>(Assert.Single(parts[0].Changes));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_journal_slower_than_the_servers_patience_does_not_end_the_connection(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, note text)");
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET wal_sender_timeout = '600ms'");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (0, 'the stream has begun')");
        await capture.ReadAsync();
        var process = await SenderAsync();

        // Nobody reads meanwhile.
        await database.ExecuteAsync("INSERT INTO t SELECT g, '' FROM generate_series(1, 1000) g; SELECT pg_sleep(2)");

        Assert.Equal(1000, (await capture.ReadAsync()).Sum(part => part.Changes.Count));
        Assert.Equal(process, await SenderAsync());

        Task<int> SenderAsync() =>
            database.QueryAsync<int>($"SELECT active_pid FROM pg_replication_slots WHERE slot_name = '{database.Name}'");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "It did not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
