using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Servers;
using static Rowgate.PostgreSql.Tests.Wal.WalChangeSourceTests;

namespace Rowgate.PostgreSql.Tests.Wal;

public sealed class WalSchemaTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Changes_of_the_schema_come_in_order_with_the_data(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, a int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, 1)");
        await database.ExecuteAsync("ALTER TABLE t ADD b text DEFAULT 'x'; INSERT INTO t VALUES (2, 2)");
        await database.ExecuteAsync("BEGIN; INSERT INTO t VALUES (3, 3); ALTER TABLE t DROP a; INSERT INTO t VALUES (4, 'y'); COMMIT");
        await database.ExecuteAsync("ALTER TABLE t RENAME b TO c; ALTER TABLE t RENAME TO u; UPDATE u SET c = 'z' WHERE id = 4");
        var changes = await ReadAsync(capture, database);

        Assert.Equal(
            [
                "+ [1,1]", "t(id a) => t(id a b)", """+ [2,2,"x"]""", """+ [3,3,"x"]""", "t(id a b) => t(id b)", """+ [4,"y"]""",
                "t(id b) => u(id c)", """[4,"y"] > [4,"z"]""",
            ],
            changes);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_new_table_joins_by_itself_and_a_dropped_one_ends(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        // 13 keeps to itself what we say in the log: there a table is told with its first row, and its end never.
        if (database.Server.Version == 13)
            return;
        await database.ExecuteAsync("CREATE TABLE n (id int); INSERT INTO n VALUES (1)");
        capture.Source.LookAtSchema();
        var joined = await UntilAsync(capture, change => change is SchemaChanged);
        await database.ExecuteAsync("UPDATE n SET id = 2; DROP TABLE t");
        capture.Source.LookAtSchema();
        var left = await UntilAsync(capture, change => change is SchemaChanged { After: null });

        Assert.Equal(["nothing => n(id)"], joined);
        Assert.Equal(["[1] > [2]", "t(id) => nothing"], left);
    }

    [Fact]
    public async Task A_table_altered_without_any_change_of_its_rows_is_told()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("ALTER TABLE t ADD a int");
        capture.Source.LookAtSchema();

        Assert.Equal(["t(id) => t(id a)"], await UntilAsync(capture, change => change is SchemaChanged));
        await database.ExecuteAsync("INSERT INTO t VALUES (1, 2)");
        Assert.Equal(["+ [1,2]"], await ReadAsync(capture, database));
    }

    [Theory]
    [MemberData(nameof(WalLargeTransactionTests.VersionsFrom14), MemberType = typeof(WalLargeTransactionTests))]
    public async Task A_partition_that_comes_or_goes_with_rows_is_told_as_a_schema_change(int version)
    {
        await using var database = await CreateAsync(version, """
            CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (10);
            CREATE TABLE t2 (id int); INSERT INTO t2 VALUES (11)
            """);
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("ALTER TABLE t ATTACH PARTITION t2 FOR VALUES FROM (10) TO (20)");
        capture.Source.LookAtSchema();
        Assert.Contains("t(id) => t(id)", await UntilAsync(capture, change => change is SchemaChanged));
        await capture.StopAsync();
        await database.ExecuteAsync("ALTER TABLE t DETACH PARTITION t2");
        await WalResumeTests.RetryAsync(capture.StartAsync);
        capture.Source.LookAtSchema();
        Assert.Contains("t(id) => t(id)", await UntilAsync(capture, change => change is SchemaChanged { Before: not null }));
    }

    [Theory]
    [MemberData(nameof(WalLargeTransactionTests.VersionsFrom14), MemberType = typeof(WalLargeTransactionTests))]
    public async Task A_partition_that_is_emptied_by_itself_is_told_as_a_schema_change(int version)
    {
        await using var database = await CreateAsync(version, """
            CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (10);
            CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20); INSERT INTO t VALUES (1), (11)
            """);
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("TRUNCATE t2");
        capture.Source.LookAtSchema();

        Assert.Equal(["t(id) => t(id)"], await UntilAsync(capture, change => change is SchemaChanged { Before: not null }));
    }

    [Fact]
    public async Task A_replica_identity_that_was_changed_by_hand_is_set_again()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("ALTER TABLE t REPLICA IDENTITY DEFAULT");
        capture.Source.LookAtSchema();
        while (await database.QueryAsync<string>("SELECT relreplident::text FROM pg_class WHERE relname = 't'") != "f")
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        await database.ExecuteAsync("INSERT INTO t VALUES (1); UPDATE t SET id = 2");
        Assert.Equal(["+ [1]", "[1] > [2]"], await ReadAsync(capture, database));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_schema_that_changed_while_nobody_looked_is_told_once(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await capture.ReadAsync();
        await capture.StopAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (2); ALTER TABLE t ADD a int");
        await database.ExecuteAsync("INSERT INTO t VALUES (3, 3)");

        var before = capture.Last;
        await capture.StartAsync();
        var first = await ReadAsync(capture, database);
        await capture.StopAsync();

        // As if the process had died before the journal had it.
        capture.Last = before;
        await capture.StartAsync();
        await capture.StopAsync();
        await capture.StartAsync();

        Assert.Equal(["+ [2]", "t(id) => t(id a)", "+ [3,3]"], first);
    }

    [Fact]
    public async Task A_schema_that_was_told_is_not_told_again_after_a_restart()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("ALTER TABLE t ADD a int; INSERT INTO t VALUES (1, 1)");
        Assert.Equal(["t(id) => t(id a)", "+ [1,1]"], await ReadAsync(capture, database));
        await capture.StopAsync();

        await WalResumeTests.RetryAsync(capture.StartAsync);
        await database.ExecuteAsync("INSERT INTO t VALUES (2, 2)");

        Assert.Equal(["+ [2,2]"], await ReadAsync(capture, database));
    }

    [Fact]
    public async Task A_composite_type_that_grows_is_looked_up_again()
    {
        await using var database = await CreateAsync(15, "CREATE TYPE pair AS (a int, b int); CREATE TABLE t (id int PRIMARY KEY, p pair)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1, (1, 2))");
        Assert.Equal(["""+ [1,{"a":1,"b":2}]"""], await ReadAsync(capture, database));

        await database.ExecuteAsync("ALTER TYPE pair ADD ATTRIBUTE c int");
        await database.ExecuteAsync("INSERT INTO t VALUES (2, (1, 2, 3))");

        Assert.Equal(["""+ [2,{"a":1,"b":2,"c":3}]"""], await ReadAsync(capture, database));
    }

    private static async Task<List<string>> ReadAsync(WalHarness capture, PostgresDatabaseLease database) =>
        (await capture.ReadAllAsync(database)).ConvertAll(Text);

    private static async Task<List<string>> UntilAsync(WalHarness capture, Func<Change, bool> condition) =>
        [.. (await capture.ReadUntilAsync(parts => parts.SelectMany(part => part.Changes).Any(condition))).SelectMany(part => part.Changes).Select(Text)];
}
