using System.Globalization;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;
using static Rowgate.PostgreSql.Tests.Wal.WalChangeSourceTests;

namespace Rowgate.PostgreSql.Tests.Wal;

public sealed class WalResumeTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_large_running_transaction_waits_on_disk_without_what_was_rolled_back(int version)
    {
        await using var database = await SmallMemoryAsync(version);
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("""
            BEGIN;
            INSERT INTO t SELECT g, 'a' || repeat('x', 100) FROM generate_series(1, 9000) g;
            SAVEPOINT s; INSERT INTO t SELECT g, 'b' || repeat('x', 100) FROM generate_series(10001, 19000) g;
            SAVEPOINT s2; INSERT INTO t VALUES (50000, 'b');
            ROLLBACK TO s;
            INSERT INTO t SELECT g, 'c' || repeat('x', 100) FROM generate_series(20001, 20100) g;
            SELECT pg_logical_emit_message(true, 'rowgate', '{"service":"s","request":"r"}');
            COMMIT
            """);
        await database.ExecuteAsync("BEGIN; INSERT INTO t SELECT g, repeat('x', 100) FROM generate_series(30001, 39000) g; ROLLBACK; INSERT INTO t VALUES (0, 'end')");
        var parts = await capture.ReadAsync(2);

        // Only from 14 on does the server send a transaction that still runs.
        Assert.True(database.Server.Version < 14
            || await database.QueryAsync<long>($"SELECT stream_count FROM pg_stat_replication_slots WHERE slot_name = '{database.Name}'") > 0);
        var large = parts.FindAll(part => part.Transaction.Id == parts[0].Transaction.Id);
        Assert.Equal(database.Server.Version < 14, large[0].Transaction.Actor is null);
        Assert.All(large, part => Assert.InRange(part.Changes.Count, 1, TransactionPart.CountMax));
        Assert.Equal([false, false, true], large.Select(part => part.IsLast));
        Assert.Equal([0, 4096, 8192], large.Select(part => part.Index));
        var ids = parts.SelectMany(part => part.Changes).Cast<RowInserted>().Select(row => Id(row)).ToList();
        Assert.Equal([.. Enumerable.Range(1, 9000), .. Enumerable.Range(20001, 100), 0], ids);
        Assert.Empty(SpoolFiles(capture));
    }

    // What changes of catalogs invalidate is streamed as empty blocks, whatever database they are of; 18 needs more than this for it.
    [Fact]
    public async Task A_large_running_transaction_of_another_database_takes_no_file()
    {
        await using var database = await SmallMemoryAsync(15);
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await using var other = await CreateAsync(15, "");
        await using var connection = new NpgsqlConnection(other.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var running = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand(
            "DO $$BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY)', i); END LOOP; END$$", connection))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await database.ExecuteAsync("INSERT INTO t VALUES (1, 'a')");
        var parts = await capture.ReadAsync();

        Assert.Equal([1], parts.SelectMany(part => part.Changes).Cast<RowInserted>().Select(Id));
        Assert.Empty(SpoolFiles(capture));
        await running.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await capture.ReadAllAsync(database));
        Assert.True(await database.QueryAsync<long>(
            $"SELECT stream_txns FROM pg_stat_replication_slots WHERE slot_name = '{database.Name}'") > 0);
    }

    [Fact]
    public async Task A_large_transaction_that_comes_whole_travels_in_parts()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int PRIMARY KEY, note text)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t SELECT g, '' FROM generate_series(1, 10000) g");
        var parts = await capture.ReadAsync();

        Assert.Equal([0, 4096, 8192], parts.Select(part => part.Index));
        Assert.Equal(Enumerable.Range(1, 10000), parts.SelectMany(part => part.Changes).Cast<RowInserted>().Select(Id));
        Assert.Single(parts.Select(part => part.Transaction).Distinct());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Whoever_ends_the_connection_nothing_is_lost_or_repeated(int version)
    {
        await using var database = await SmallMemoryAsync(version);
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        var ids = new List<int>();

        for (var round = 0; round < 4; round++)
        {
            await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO t VALUES ({round}, 'a')"));
            ids.AddRange((await capture.ReadAsync()).SelectMany(part => part.Changes).Cast<RowInserted>().Select(Id));
            await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO t SELECT 1000 * {round + 1} + g, repeat('x', 1000) FROM generate_series(1, 500) g
                """));
            Assert.True(await database.QueryAsync<bool>(
                $"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{database.Name}'"));
            var fault = await Assert.ThrowsAsync<DatabaseException>(async () =>
            {
                while (true)
                    ids.AddRange((await capture.ReadAsync()).SelectMany(part => part.Changes).Cast<RowInserted>().Select(Id));
            });
            Assert.True(fault.IsTransient);
            await capture.StopAsync();
            await RetryAsync(capture.StartAsync);
        }

        ids.AddRange((await capture.ReadAllAsync(database)).Cast<RowInserted>().Select(Id));
        var expected = (await database.QueryAsync<int[]>("SELECT array_agg(id ORDER BY id) FROM t"))!;
        Assert.Equal(expected, ids.Order());
    }

    [Fact]
    public async Task A_transaction_whose_commit_follows_the_last_ones_without_a_byte_between_is_not_taken_for_it()
    {
        // Alone on its server: anybody else's writing would come in between.
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var database = await server.CreateDatabaseAsync("CREATE TABLE t (id int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var second = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var round = 0; round < 4; round++)
        {
            await RunAsync(first, "BEGIN; INSERT INTO t VALUES (1)");
            await RunAsync(second, "BEGIN; INSERT INTO t VALUES (2)");
            await RunAsync(first, "COMMIT");
            await RunAsync(second, "COMMIT");
            capture.Acknowledges = false;
            var one = (await capture.ReadUntilAsync(parts => parts.Count > 0))[0];
            await capture.StopAsync();

            // As if the journal had got no more than that.
            capture.Last = one.Transaction.Position;
            capture.Acknowledges = true;
            await RetryAsync(capture.StartAsync);
            Assert.Equal("+ [2]", Text(Assert.Single((await capture.ReadAsync())[0].Changes)));
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task An_idle_table_holds_no_log_back_and_its_slot_is_no_gap_later(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int); CREATE SCHEMA s; CREATE TABLE s.other (id int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await capture.ReadAsync();
        await database.ExecuteAsync("INSERT INTO s.other SELECT generate_series(1, 1000)");
        Assert.Empty(await capture.ReadAllAsync(database));
        var passed = capture.Source.Passed;

        await ConfirmedAsync(capture, database, passed);
        await capture.StopAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (2)");
        await capture.StartAsync();

        Assert.Equal(["+ [2]"], (await capture.ReadAsync()).SelectMany(part => part.Changes).Select(Text));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_lost_slot_is_made_anew_behind_a_gap(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await capture.ReadAsync();
        await capture.StopAsync();
        await database.ExecuteAsync($"SELECT pg_drop_replication_slot('{database.Name}'); INSERT INTO t VALUES (2)");

        await RetryAsync(capture.StartAsync);
        await database.ExecuteAsync("INSERT INTO t VALUES (3)");
        var before = capture.Last;
        var parts = await capture.ReadAsync(2);

        Assert.Equal(["gap: The replication slot was gone.", "+ [3]"], parts.SelectMany(part => part.Changes).Select(Text));
        Assert.True(parts[0].Transaction.Position > before);
        Assert.True(ulong.TryParse(parts[0].Transaction.Id, CultureInfo.InvariantCulture, out _));
        await capture.StopAsync();
        await RetryAsync(capture.StartAsync);
        Assert.Empty(await capture.ReadAllAsync(database));
    }

    [Fact]
    public async Task A_journal_that_is_not_the_one_the_slot_went_into_begins_with_a_gap()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await capture.ReadAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES (2)");
        await capture.ReadAsync();
        await ConfirmedAsync(capture, database, capture.Last);
        await capture.StopAsync();

        capture.Last = SourcePosition.None;
        await RetryAsync(capture.StartAsync);

        Assert.IsType<CaptureGap>((await capture.ReadAsync())[0].Changes[0]);
    }

    [Theory]
    [InlineData(15, "DROP PUBLICATION {0}", "The publication was gone.")]
    [InlineData(18, "DROP PUBLICATION {0}", "The publication was gone.")]
    [InlineData(15, "ALTER PUBLICATION {0} DROP TABLE t", "Table public.t had been taken out of the publication.")]
    [InlineData(18, "ALTER PUBLICATION {0} SET (publish = 'insert')", "The publication had been set to leave out operations.")]
    [InlineData(15, "ALTER PUBLICATION {0} SET TABLE t WHERE (id > 1000)", "The publication had been given a row filter or a column list for public.t.")]
    [InlineData(15, "ALTER PUBLICATION {0} SET TABLE t (id)", "The publication had been given a row filter or a column list for public.t.")]
    public async Task What_was_taken_from_the_publication_by_hand_is_put_back_behind_a_gap(int version, string sql, string reason)
    {
        foreach (var isAway in new[] { false, true })
        {
            await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, n int)");
            await using var capture = new WalHarness(database);
            await capture.StartAsync();
            await database.ExecuteAsync("INSERT INTO t VALUES (1, 1)");
            await capture.ReadAsync();
            if (isAway)
                await capture.StopAsync();
            await database.ExecuteAsync(sql.Replace("{0}", database.Name, StringComparison.Ordinal));
            await database.ExecuteAsync("INSERT INTO t VALUES (2, 2)");
            if (!isAway)
            {
                capture.Source.LookAtSchema();
                var fault = await Assert.ThrowsAsync<DatabaseException>(() => capture.ReadUntilAsync(_ => false));
                Assert.True(fault.IsTransient);

                // Without a publication the server itself may be the first to say so.
                Assert.True(fault.Message.Contains(reason, StringComparison.Ordinal) || fault.Message.Contains("42704", StringComparison.Ordinal));
                await capture.StopAsync();
            }

            var preview = await capture.Source.PreviewAsync(TestContext.Current.CancellationToken);
            await RetryAsync(capture.StartAsync);
            Assert.Equal($"gap: {reason}", Text((await capture.ReadAsync())[0].Changes[0]));
            await database.ExecuteAsync("INSERT INTO t VALUES (3, 3); UPDATE t SET n = 4 WHERE id = 3");

            Assert.Equal(["+ [3,3]", "[3,3] > [3,4]"], (await capture.ReadAllAsync(database)).Where(change => change is not SchemaChanged).Select(Text));

            Assert.Contains(preview.Warnings, warning => warning.Contains(reason, StringComparison.Ordinal));
        }
    }

    // A slot of a connection that has just ended is in use for a moment longer.
    internal static async Task RetryAsync(Func<Task> action)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (DatabaseException cause) when (cause.IsTransient && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task ConfirmedAsync(WalHarness capture, PostgresDatabaseLease database, SourcePosition position)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await database.QueryAsync<bool>(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT (confirmed_flush_lsn - '0/0')::numeric >= {position.Value} FROM pg_replication_slots WHERE slot_name = '{database.Name}'")))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "The slot does not move on.");
            await capture.ReadAllAsync(database);
        }
    }

    private static IEnumerable<string> SpoolFiles(WalHarness capture) =>
        Directory.EnumerateFiles(capture.Folder, "*.spool", SearchOption.AllDirectories);

    private static async Task<PostgresDatabaseLease> SmallMemoryAsync(int version)
    {
        var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, note text)");
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET logical_decoding_work_mem = '64kB'");
        return database;
    }

    private static int Id(RowInserted row) =>
        int.Parse(row.After.ToString()[1..].Split(',')[0], CultureInfo.InvariantCulture);
}
