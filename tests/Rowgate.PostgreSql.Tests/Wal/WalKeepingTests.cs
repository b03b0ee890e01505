using System.Globalization;
using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;
using static Rowgate.PostgreSql.Tests.Wal.WalChangeSourceTests;

namespace Rowgate.PostgreSql.Tests.Wal;

/// <summary>How much of the log the slot keeps, and what happens when the server keeps less.</summary>
public sealed class WalKeepingTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Log_that_the_server_dropped_before_it_was_read_is_a_gap(int version)
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Of(version), "max_slot_wal_keep_size=1MB");
        await using var database = await server.CreateDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, note text)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1, 'read')");
        await capture.ReadAsync();

        // Nobody reads any more; the last transaction is behind what is dropped.
        for (var segment = 0; segment < 4; segment++)
            await database.ExecuteAsync("INSERT INTO t SELECT (SELECT max(id) FROM t) + i, '' FROM generate_series(1, 10) i; SELECT pg_switch_wal()");
        await database.ExecuteAsync("CHECKPOINT");
        Assert.Equal("lost", await database.QueryAsync<string>($"SELECT wal_status FROM pg_replication_slots WHERE slot_name = '{database.Name}'"));
        await Assert.ThrowsAsync<DatabaseException>(() => capture.ReadUntilAsync(_ => false));
        await capture.StopAsync();

        await WalResumeTests.RetryAsync(capture.StartAsync);
        await database.ExecuteAsync("INSERT INTO t VALUES (1000, 'new')");
        var changes = (await capture.ReadAsync(2)).SelectMany(part => part.Changes).Select(Text).ToList();

        Assert.Equal(["gap: The database dropped the log that the replication slot still needed.", "+ [1000,\"new\"]"], changes);
        Assert.Equal("reserved", await database.QueryAsync<string>($"SELECT wal_status FROM pg_replication_slots WHERE slot_name = '{database.Name}'"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Writes_to_another_database_do_not_pile_up_behind_an_idle_one(int version)
    {
        var server = await PostgresServer.OfAsync(version);
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int)");
        await using var other = await server.CreateDatabaseAsync("CREATE TABLE t (id int)");
        await using var capture = new WalHarness(database, options => options with { Heartbeat = TimeSpan.FromMilliseconds(200) });
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await capture.ReadAsync();
        var before = await RestartAsync(database);

        await other.ExecuteAsync("INSERT INTO t SELECT generate_series(1, 1000)");
        await database.ExecuteAsync("CHECKPOINT");
        var written = await PlaceAsync(database, "pg_current_wal_insert_lsn()");

        // Nobody wakes capture: its own beat does.
        var start = TimeProvider.System.GetTimestamp();
        while (await RestartAsync(database) <= before || await PlaceAsync(database, "confirmed_flush_lsn") < written)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "The slot does not move on.");
            var passed = capture.Source.Passed;
            Assert.Empty(await capture.ReadUntilAsync(_ => capture.Source.Passed > passed));
        }
    }

    [Theory]
    [MemberData(nameof(WalLargeTransactionTests.VersionsFrom14), MemberType = typeof(WalLargeTransactionTests))]
    public async Task A_running_transaction_that_finds_no_room_in_the_spool_folder_is_read_again_when_there_is(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, note text)");
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET logical_decoding_work_mem = '64kB'");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var writer = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var begin = new NpgsqlCommand("BEGIN; SELECT (pg_current_xact_id()::text::numeric % 4294967296)::text", writer);
        var transaction = (string)(await begin.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        // A file on a device that is always full; it is deleted with the file that capture takes it for.
        File.CreateSymbolicLink(Path.Combine(capture.Folder, database.Name, transaction + ".spool"), "/dev/full");
        await RunAsync(writer, "INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i");
        var fault = await Assert.ThrowsAsync<DatabaseException>(() => capture.ReadUntilAsync(_ => false));
        Assert.StartsWith("There is no room in the spool folder", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.IsTransient);
        await capture.StopAsync();

        await WalResumeTests.RetryAsync(capture.StartAsync);
        await RunAsync(writer, "COMMIT");
        Assert.Equal(20_000, (await capture.ReadAsync()).Sum(part => part.Changes.Count));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Task<ulong> RestartAsync(PostgresDatabaseLease database) => PlaceAsync(database, "restart_lsn");

    private static async Task<ulong> PlaceAsync(PostgresDatabaseLease database, string lsn) => ulong.Parse(
        (await database.QueryAsync<string>($"SELECT ({lsn} - '0/0')::text FROM pg_replication_slots WHERE slot_name = '{database.Name}'"))!,
        CultureInfo.InvariantCulture);
}
