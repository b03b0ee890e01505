using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;
using static Rowgate.PostgreSql.Tests.Wal.WalChangeSourceTests;

namespace Rowgate.PostgreSql.Tests.Wal;

public sealed class WalSetupTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_was_installed_is_said_before_and_taken_away_after(int version)
    {
        await using var database = await CreateAsync(version, """
            CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int NOT NULL); CREATE UNIQUE INDEX b_id ON b (id);
            ALTER TABLE b REPLICA IDENTITY USING INDEX b_id; CREATE UNLOGGED TABLE u (id int); CREATE TABLE k (id int);
            CREATE TABLE x (id int); ALTER TABLE x REPLICA IDENTITY FULL; CREATE TABLE out (id int)
            """);
        await using var capture = new WalHarness(
            database, options => options with { KeepsIdentity = ["public.k"], Excluded = ["public.out"] });

        var preview = await capture.Source.PreviewAsync(TestContext.Current.CancellationToken);
        await capture.StartAsync();
        var identities = await database.QueryAsync<string>(Identities);
        await capture.StopAsync();
        IReadOnlyList<string> removed = [];
        await WalResumeTests.RetryAsync(async () => removed = await capture.Source.RemoveAsync(TestContext.Current.CancellationToken));

        Assert.Equal("wal", preview.Mode);
        Assert.Equal(
            ["a True", "b True", "k False", "out False", "u False", "x True"],
            preview.Tables.Select(table => $"{table.Table.Name} {table.Captured}"));
        Assert.Equal("a:f b:f k:d out:d u:d x:f", identities);
        Assert.Equal("a:d b:i k:d out:d u:d x:f", await database.QueryAsync<string>(Identities));
        Assert.Contains($"slot {database.Name}", removed);
        Assert.Contains($"publication {database.Name}", removed);
        Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{database.Name}'"));
    }

    [Fact]
    public async Task Tables_that_were_taken_out_of_the_publication_are_named_by_a_look_and_new_ones_are_told_apart()
    {
        await using var database = await CreateAsync(
            15, "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await capture.StopAsync();
        await database.ExecuteAsync("CREATE TABLE later (id int PRIMARY KEY)");
        var before = await capture.Source.PreviewAsync(TestContext.Current.CancellationToken);

        await database.ExecuteAsync($"ALTER PUBLICATION {database.Name} DROP TABLE a, c");
        var after = await capture.Source.PreviewAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(before.Warnings, warning => warning.Contains("Somebody", StringComparison.Ordinal));
        var warning = Assert.Single(after.Warnings, warning => warning.Contains("Somebody", StringComparison.Ordinal));
        Assert.Contains("Tables public.a, public.c had been taken out of the publication.", warning, StringComparison.Ordinal);
        Assert.Contains("Run `rowgate serve`", warning, StringComparison.Ordinal);
        Assert.Equal(
            ["a", "c", "later"],
            after.Tables.Where(table => table.Note.Contains("Not in the publication", StringComparison.Ordinal)).Select(table => table.Table.Name));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_slot_of_the_same_name_of_another_database_is_refused_and_stays(int version)
    {
        await using var other = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var theirs = new WalHarness(other);
        await theirs.StartAsync();
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database, options => options with { Name = other.Name });

        var fault = await Assert.ThrowsAsync<DatabaseException>(capture.StartAsync);
        var removed = await capture.Source.RemoveAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("INSERT INTO t VALUES (1)");

        Assert.Contains($"belongs to database {other.Name}", fault.Message, StringComparison.Ordinal);
        Assert.Empty(removed);
        Assert.Equal(["+ [1]"], (await theirs.ReadAllAsync(other)).Select(Text));
    }

    [Fact]
    public async Task A_role_that_may_not_read_the_log_is_told_so()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int)");
        await database.ExecuteAsync($"CREATE ROLE r{database.Name} LOGIN");

        var fault = await RefusedAsync(database, $"r{database.Name}");

        Assert.False(fault.IsTransient);
        Assert.Contains("may not read the log", fault.Message, StringComparison.Ordinal);
        Assert.Contains("REPLICATION", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_somebody_else_are_named()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE theirs (id int)");
        await database.ExecuteAsync(
            $"CREATE ROLE r{database.Name} LOGIN REPLICATION; GRANT CREATE ON DATABASE {database.Name} TO r{database.Name}");

        var fault = await RefusedAsync(database, $"r{database.Name}");

        Assert.Contains("public.theirs", fault.Message, StringComparison.Ordinal);
    }

    // A server of its own: whoever makes a slot waits for the transactions of all databases.
    [Theory]
    [InlineData("t")]
    [InlineData("s.elsewhere")]
    public async Task An_orphaned_prepared_transaction_is_named_instead_of_waited_for(string table)
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var database = await server.CreateDatabaseAsync("CREATE TABLE t (id int); CREATE SCHEMA s; CREATE TABLE s.elsewhere (id int)");
        await database.ExecuteAsync($"BEGIN; INSERT INTO {table} VALUES (1); PREPARE TRANSACTION 'an orphan'");
        await using var capture = new WalHarness(database);

        var fault = await Assert.ThrowsAsync<DatabaseException>(capture.StartAsync);

        Assert.True(fault.IsTransient);
        Assert.Contains("'an orphan'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.QueryAsync<long>("SELECT count(*) FROM pg_replication_slots"));
    }

    [Fact]
    public async Task A_server_without_logical_log_or_without_room_says_what_to_set()
    {
        await using var plain = await PostgresServer.StartAsync(PostgresRelease.Fifteen, "wal_level=replica");
        await using var full = await PostgresServer.StartAsync(PostgresRelease.Fifteen, "max_replication_slots=0");

        await using var crowded = await PostgresServer.StartAsync(PostgresRelease.Fifteen, "max_wal_senders=0");

        await using var first = await plain.CreateDatabaseAsync();
        await using var second = await full.CreateDatabaseAsync();
        await using var third = await crowded.CreateDatabaseAsync();

        Assert.Contains("wal_level = logical", (await RefusedAsync(first, "postgres")).Hint, StringComparison.Ordinal);
        Assert.Contains("max_replication_slots", (await RefusedAsync(second, "postgres")).Hint, StringComparison.Ordinal);
        Assert.Contains("max_wal_senders", (await RefusedAsync(third, "postgres")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slot_that_another_process_follows_is_waited_for()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int)");
        await using var first = new WalHarness(database);
        await first.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await first.ReadAsync();

        var fault = await RefusedAsync(database, "postgres");

        Assert.True(fault.IsTransient);
        Assert.Contains("in use by another connection", fault.Message, StringComparison.Ordinal);
        Assert.Contains("another capture name", fault.Hint, StringComparison.Ordinal);
    }

    private const string Identities =
        "SELECT string_agg(relname || ':' || relreplident::text, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

    private static async Task<DatabaseException> RefusedAsync(PostgresDatabaseLease database, string role)
    {
        await using var capture = new WalHarness(database, role: role);
        return await Assert.ThrowsAsync<DatabaseException>(capture.StartAsync);
    }
}
