using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Capture;

public sealed class ChosenChangeSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-chosen-");
    private readonly List<CaptureMode> _told = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_log_is_taken_where_server_and_role_allow_it(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY)");
        await using (var followed = await Followed.StartAsync(Open(database)))
        {
            await database.ExecuteAsync("INSERT INTO t VALUES (1)");
            await followed.UntilAsync(parts => parts.Count > 0);

            Assert.Equal(["+public.t [1]"], followed.Rows);
            Assert.Equal("wal", followed.Source.Mode);
        }

        Assert.Equal([CaptureMode.Wal], _told);
        await using var source = Open(database);
        IReadOnlyList<string> removed = [];
        await Wal.WalResumeTests.RetryAsync(async () => removed = await source.RemoveAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"slot {database.Name}", removed);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Triggers_are_taken_where_the_role_may_not_read_the_log_and_kept_when_it_may_later(int version)
    {
        await using var database = await WithRoleAsync(version, "GRANT CREATE ON DATABASE {0} TO r{0}; ALTER TABLE t OWNER TO r{0}");
        await using (var followed = await Followed.StartAsync(Open(database, "r" + database.Name)))
        {
            await database.ExecuteAsync("INSERT INTO t VALUES (1)");
            await followed.UntilAsync(parts => parts.Count > 0);
        }

        await database.ExecuteAsync($"ALTER ROLE r{database.Name} REPLICATION");
        var preview = await Open(database, "r" + database.Name).PreviewAsync(TestContext.Current.CancellationToken);
        await using (var followed = await Followed.StartAsync(Open(database, "r" + database.Name)))
            Assert.Equal("trigger", followed.Source.Mode);

        Assert.Equal([CaptureMode.Trigger, CaptureMode.Trigger], _told);
        Assert.Equal("trigger", preview.Mode);
        Assert.All(preview.Ways, way => Assert.True(way.IsPossible || way.Mode == "polling"));
        Assert.Contains(
            $"schema {database.Name}", await Open(database, "r" + database.Name).RemoveAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Nothing_is_installed_where_no_way_is_open_and_all_reasons_are_told(int version)
    {
        await using var database = await WithRoleAsync(version, "");
        var fault = await Assert.ThrowsAsync<DatabaseException>(() => Followed.StartAsync(Open(database, "r" + database.Name)));

        Assert.False(fault.IsTransient);
        Assert.Contains("may not read the log", fault.Message, StringComparison.Ordinal);
        Assert.Contains("may not make the schema", fault.Message, StringComparison.Ordinal);
        Assert.Contains("rowgate check", fault.Hint, StringComparison.Ordinal);
        Assert.Empty(_told);
    }

    // Two gates with the default name on one server: triggers on every table would be a surprise for a clash of names.
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_name_that_another_database_uses_is_told_and_triggers_are_not_installed_for_it(int version)
    {
        await using var other = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync();
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY)");
        await other.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{database.Name}', 'pgoutput')");

        var preview = await Open(database).PreviewAsync(TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<DatabaseException>(() => Followed.StartAsync(Open(database)));

        Assert.Equal("wal", preview.Mode);
        Assert.Contains("set another capture.name", Assert.Single(preview.Ways[0].Missing), StringComparison.Ordinal);
        Assert.DoesNotContain(preview.Warnings, warning => warning.Contains("publication", StringComparison.Ordinal));
        Assert.Contains($"belongs to database {other.Name}", fault.Message, StringComparison.Ordinal);
        Assert.Equal([CaptureMode.Wal], _told);
        Assert.Equal(0, await database.QueryAsync<long>("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"));

        await other.ExecuteAsync($"SELECT pg_drop_replication_slot('{database.Name}')");
        await using var followed = await Followed.StartAsync(Open(database));
        Assert.Equal("wal", followed.Source.Mode);
    }

    [Fact]
    public async Task A_server_that_is_down_is_looked_at_when_capture_starts()
    {
        var options = new PostgresOptions
        {
            ConnectionString = "Host=127.0.0.1;Port=1;Username=postgres;Database=none",
            Capture = new() { SpoolFolder = _folder.FullName },
        };
        await using var source = CaptureSources.Open("main", options, _told.Add, NullLoggerFactory.Instance, TimeProvider.System);

        var fault = await Assert.ThrowsAsync<DatabaseException>(() => Followed.StartAsync(source));

        Assert.True(fault.IsTransient);
        Assert.Equal("auto", source.Mode);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_statements_of_a_preview_are_all_that_an_unprivileged_role_needs(int version)
    {
        await using var database = await WithRoleAsync(version, "CREATE TABLE \"Odd Name\" (id int)");
        var role = "r" + database.Name;

        var before = await Open(database, role).PreviewAsync(TestContext.Current.CancellationToken);
        foreach (var way in before.Ways.Where(way => way.Mode == "trigger"))
            await database.ExecuteAsync(string.Concat(way.Statements));
        var withTriggers = await Open(database, role).PreviewAsync(TestContext.Current.CancellationToken);
        await database.ExecuteAsync(string.Concat(withTriggers.Ways[0].Statements));
        var withLog = await Open(database, role).PreviewAsync(TestContext.Current.CancellationToken);

        Assert.All(before.Ways, way => Assert.False(way.IsPossible));
        Assert.Contains($"ALTER ROLE \"{role}\" REPLICATION;", before.Ways[0].Statements);
        Assert.Equal("trigger", withTriggers.Mode);
        Assert.All(withTriggers.Tables, table => Assert.True(table.Captured));
        Assert.Equal("wal", withLog.Mode);
        Assert.True(withLog.Ways[0].IsPossible);

        // A token could name a role that this one is a member of.
        Assert.DoesNotContain(before.Ways.SelectMany(way => way.Statements), statement => statement.StartsWith("GRANT postgres", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_statements_of_a_preview_are_all_that_a_role_needs_which_inherits_nothing(int version)
    {
        await using var database = await WithRoleAsync(
            version,
            """
            ALTER ROLE r{0} NOINHERIT; CREATE ROLE o{0}; ALTER TABLE t OWNER TO o{0};
            CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id); ALTER TABLE parts OWNER TO o{0};
            CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10); ALTER TABLE part OWNER TO o{0};
            """);
        var role = "r" + database.Name;

        var before = await Open(database, role).PreviewAsync(TestContext.Current.CancellationToken);
        var statements = before.Ways.Single(way => way.Mode == "wal").Statements;
        await database.ExecuteAsync(string.Concat(statements));
        var after = await Open(database, role).PreviewAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"ALTER TABLE public.part OWNER TO {role};", statements);
        Assert.True(after.Ways.Single(way => way.Mode == "wal").IsPossible);
        await using var followed = await Followed.StartAsync(Open(database, role));
        Assert.Equal("wal", followed.Source.Mode);
    }

    // Servers of their own, because these settings hold for all of a server.
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_server_without_a_logical_log_or_without_a_free_slot_is_captured_by_triggers(int version)
    {
        var release = PostgresRelease.Of(version);
        await using var plain = await PostgresServer.StartAsync(release, "wal_level=replica");
        await using var first = await plain.CreateDatabaseAsync("CREATE TABLE t (id int); CREATE ROLE rds_replication");
        await using var full = await PostgresServer.StartAsync(release, "max_replication_slots=1");
        await using var second = await full.CreateDatabaseAsync("CREATE TABLE t (id int)");
        await second.ExecuteAsync("SELECT pg_create_physical_replication_slot('theirs')");

        var (noLog, noSlot) = (
            await Open(first).PreviewAsync(TestContext.Current.CancellationToken),
            await Open(second).PreviewAsync(TestContext.Current.CancellationToken));
        await using (var followed = await Followed.StartAsync(Open(first)))
            Assert.Equal("trigger", followed.Source.Mode);

        Assert.Equal(("trigger", "trigger"), (noLog.Mode, noSlot.Mode));
        Assert.Contains("wal_level is replica", Assert.Single(noLog.Ways[0].Missing), StringComparison.Ordinal);
        Assert.Contains("rds.logical_replication", Assert.Single(noLog.Ways[0].Statements), StringComparison.Ordinal);
        Assert.Contains("1 of 1 are in use", Assert.Single(noSlot.Ways[0].Missing), StringComparison.Ordinal);
        Assert.Equal("ALTER SYSTEM SET max_replication_slots = 5; -- then restart the server", Assert.Single(noSlot.Ways[0].Statements));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_an_operator_should_know_beforehand_is_said(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync("""
            CREATE TABLE keyed (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
            CREATE TABLE bare (id int); CREATE UNLOGGED TABLE light (id int)
            """);

        var preview = await Open(database).PreviewAsync(TestContext.Current.CancellationToken);

        var notes = preview.Tables.ToDictionary(table => table.Table.Name, table => table.Note);
        Assert.Contains("without a primary key", notes["bare"], StringComparison.Ordinal);
        Assert.Contains("unlogged", notes["light"], StringComparison.Ordinal);
        var warnings = string.Join('\n', preview.Warnings);
        Assert.Contains("REPLICA IDENTITY FULL", warnings, StringComparison.Ordinal);
        Assert.Contains("max_slot_wal_keep_size", warnings, StringComparison.Ordinal);
        Assert.Equal(database.Server.Version < 18, warnings.Contains("public.keyed.twice", StringComparison.Ordinal));
    }

    private static async Task<PostgresDatabaseLease> WithRoleAsync(int version, string sql)
    {
        var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY)");
        await database.ExecuteAsync($"CREATE ROLE r{database.Name} LOGIN; {sql.Replace("{0}", database.Name, StringComparison.Ordinal)}");
        return database;
    }

    private ChosenChangeSource Open(PostgresDatabaseLease database, string role = "postgres")
    {
        var options = new PostgresOptions
        {
            ConnectionString = database.Server.ConnectionTo(database.Name, role),
            Capture = new() { SpoolFolder = _folder.FullName, Name = database.Name },
        };
        return CaptureSources.Open("main", options, _told.Add, NullLoggerFactory.Instance, TimeProvider.System);
    }
}
