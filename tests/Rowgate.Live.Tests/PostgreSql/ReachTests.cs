using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>What is followed is followed to every table that it shows, or refused.</summary>
public sealed class ReachTests
{
    private const string Schema = """
        CREATE SCHEMA hidden;
        CREATE TABLE hidden.prices (id int PRIMARY KEY, price int);
        CREATE TABLE left_out (id int PRIMARY KEY);
        CREATE TABLE items (id int PRIMARY KEY, name text);
        CREATE VIEW priced AS SELECT i.id, p.price FROM items i JOIN hidden.prices p USING (id);
        CREATE VIEW above_priced AS SELECT id FROM priced;
        CREATE VIEW above_left_out AS SELECT * FROM left_out;
        CREATE MATERIALIZED VIEW kept AS SELECT * FROM items;
        CREATE VIEW above_kept AS SELECT * FROM kept;
        CREATE TABLE events (id int, kind text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
        CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
        CREATE TABLE events_b (kind text NOT NULL, id int NOT NULL);
        ALTER TABLE events ATTACH PARTITION events_b FOR VALUES IN ('b');
        CREATE VIEW only_a AS SELECT id FROM events_a;
        CREATE TABLE vehicles (id int PRIMARY KEY, name text);
        CREATE TABLE cars (doors int) INHERITS (vehicles);
        CREATE TABLE computed (id int PRIMARY KEY, a int, twice int GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE members (account int, person text);
        CREATE TABLE accounts (id int PRIMARY KEY, name text);
        ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ours ON accounts USING (EXISTS (SELECT FROM members m WHERE m.account = accounts.id AND m.person = 'ada'));
        CREATE TABLE elsewhere (id int);
        """;

    private static readonly string Role = $"reach_{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15, CaptureMode.Wal)]
    [InlineData(18, CaptureMode.Wal)]
    [InlineData(15, CaptureMode.Trigger)]
    public async Task Relations_are_followed_right_or_refused(int version, CaptureMode mode)
    {
        await using var shop = await StartAsync(version, mode);

        await RefusedAsync(shop, "priced", "hidden.prices");
        await RefusedAsync(shop, "above_priced", "hidden.prices");
        await RefusedAsync(shop, "left_out", "left_out");
        await RefusedAsync(shop, "above_left_out", "left_out");
        await RefusedAsync(shop, "kept", "materialised");
        await RefusedAsync(shop, "above_kept", "kept");

        await AgreesAsync(shop, "events", "INSERT INTO events VALUES (1, 'a'), (2, 'b')", "UPDATE events SET id = 3 WHERE id = 1", "DELETE FROM events_b");
        await AgreesAsync(shop, "only_a", "INSERT INTO events_a VALUES (7, 'a')", "DELETE FROM events WHERE id = 7");
        await AgreesAsync(
            shop, "vehicles", "INSERT INTO vehicles VALUES (1, 'bike')", "INSERT INTO cars VALUES (1, 'mini', 2)", "UPDATE vehicles SET name = name || '!'",
            "DELETE FROM cars");
        await AgreesAsync(shop, "cars", "INSERT INTO cars VALUES (5, 'van', 4)", "UPDATE vehicles SET name = 'bus' WHERE id = 5");
        await AgreesAsync(shop, "computed", "INSERT INTO computed VALUES (1, 2)", "UPDATE computed SET a = 3", "DELETE FROM computed");
    }

    [Fact]
    public async Task Who_follows_under_a_policy_hears_of_the_tables_that_it_reads_and_of_no_others()
    {
        await using var shop = await StartAsync(15, CaptureMode.Wal);
        await shop.Lease.ExecuteAsync($"CREATE ROLE {Role}; GRANT SELECT ON accounts, members TO {Role}; INSERT INTO accounts VALUES (1, 'one'), (2, 'two')");
        var request = PostgresShop.Request("accounts?select=id") with { Session = new(Role, IsAnonymous: false) };
        var plan = await shop.Live.Planner.PlanAsync(Caller.Anonymous, request.Relation, request.Query, new(), Token);
        var scope = shop.Live.Planner.Follow(Caller.Anonymous, request.Session, request.Query, plan.Value!).Scope;
        Assert.True(scope.Includes(new TableName("public", "accounts")));
        Assert.True(scope.Includes(new TableName("public", "members")));
        Assert.False(scope.Includes(new TableName("public", "elsewhere")));

        await using var following = new Following((await shop.Live.OpenAsync(request, Token)).Value!);
        await following.UntilAsync();
        await shop.Lease.ExecuteAsync("INSERT INTO members VALUES (2, 'ada')");
        await following.UntilAsync("""{"id":2}""");
        await shop.Lease.ExecuteAsync("UPDATE members SET account = 1");
        await following.UntilAsync("""{"id":1}""");
    }

    [Theory]
    [InlineData(CaptureMode.Wal)]
    [InlineData(CaptureMode.Trigger)]
    public async Task Rows_that_come_and_go_with_a_partition_show(CaptureMode mode)
    {
        await using var shop = await PostgresShop.StartAsync(15, """
            CREATE TABLE logs (id int PRIMARY KEY) PARTITION BY RANGE (id);
            CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (10);
            CREATE TABLE logs_2 (id int NOT NULL PRIMARY KEY);
            INSERT INTO logs VALUES (1);
            INSERT INTO logs_2 VALUES (11);
            """, mode: mode);
        await using var logs = new Following((await shop.Live.OpenAsync(PostgresShop.Request("logs"), Token)).Value!);
        await logs.UntilAsync("""{"id":1}""");

        await shop.Lease.ExecuteAsync("ALTER TABLE logs ATTACH PARTITION logs_2 FOR VALUES FROM (10) TO (20)");
        await logs.UntilAsync("""{"id":1}""", """{"id":11}""");
        await shop.Lease.ExecuteAsync("ALTER TABLE logs DETACH PARTITION logs_1");
        await logs.UntilAsync("""{"id":11}""");
    }

    [Fact]
    public async Task A_database_that_is_polled_is_not_followed()
    {
        await using var shop = await StartAsync(15, CaptureMode.Wal);
        shop.Database.Captured(CaptureMode.Polling);

        var opened = await shop.Live.OpenAsync(PostgresShop.Request("items"), Token);

        Assert.Equal(RefusalCode.NotSupported, opened.Refusal?.Code);
        Assert.Contains("polling", opened.Refusal!.Message, StringComparison.Ordinal);
    }

    private static Task<PostgresShop> StartAsync(int version, CaptureMode mode) => PostgresShop.StartAsync(
        version,
        Schema,
        new() { EvaluationIntervalMin = TimeSpan.FromMilliseconds(5), RightsInterval = TimeSpan.FromHours(1) },
        mode,
        options => options with { Capture = options.Capture with { Excluded = ["public.left_out"] } });

    private static async Task RefusedAsync(PostgresShop shop, string relation, string because)
    {
        var opened = await shop.Live.OpenAsync(PostgresShop.Request(relation), Token);
        Assert.Equal(RefusalCode.NotSupported, opened.Refusal?.Code);
        Assert.Contains(because, opened.Refusal!.Message + opened.Refusal.Details, StringComparison.Ordinal);
    }

    private static async Task AgreesAsync(PostgresShop shop, string query, params string[] statements)
    {
        var opened = await shop.Live.OpenAsync(PostgresShop.Request(query), Token);
        Assert.True(opened.Accepted, $"{query}: {opened.Refusal?.Message} {opened.Refusal?.Details}");
        await using var following = new Following(opened.Value);
        await following.UntilAsync([.. await shop.ReadAsync(PostgresShop.Request(query), Token)]);
        foreach (var statement in statements)
        {
            await shop.Lease.ExecuteAsync(statement);
            await following.UntilAsync([.. await shop.ReadAsync(PostgresShop.Request(query), Token)]);
        }
    }
}
