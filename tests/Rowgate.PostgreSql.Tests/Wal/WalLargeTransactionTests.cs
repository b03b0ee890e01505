using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Servers;
using static Rowgate.PostgreSql.Tests.Wal.WalChangeSourceTests;

namespace Rowgate.PostgreSql.Tests.Wal;

/// <summary>Transactions that the server sends before they end, and that are decoded before it is known that they will.</summary>
public sealed class WalLargeTransactionTests
{
    // Enough rows of this for the server to begin to send a transaction, and to send the next part of it.
    private const string Rows = "SELECT g, repeat('x', 200) FROM generate_series(1, 1000) g";

    /// <summary>A server before 14 sends a transaction only when it has ended, and no messages.</summary>
    public static TheoryData<int> VersionsFrom14 => PostgresRelease.Of(18).Version < 14 ? [15] : [15, 18];

    [Theory]
    [MemberData(nameof(VersionsFrom14))]
    public async Task It_tells_in_order_what_it_altered_itself(int version)
    {
        await using var database = await SmallMemoryAsync(version, "CREATE TABLE t (id int, note text); CREATE TABLE u (id int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await using (var large = await LargeTransaction.BeginAsync(database))
        {
            await large.ExecuteAsync($"INSERT INTO t {Rows}");
            await database.ExecuteAsync("INSERT INTO u VALUES (1)");
            await large.ExecuteAsync($"SAVEPOINT s; ALTER TABLE t ADD gone int; INSERT INTO t {Rows}; ROLLBACK TO s");
            await large.ExecuteAsync($"CREATE TYPE pair AS (x int, y text); ALTER TABLE t ADD p pair DEFAULT (1, 'a'); INSERT INTO t {Rows}");
            await database.ExecuteAsync("INSERT INTO u VALUES (2)");
            await large.ExecuteAsync($"ALTER TABLE t RENAME note TO text; UPDATE t SET id = -id WHERE id <= 500");
            await large.CommitAsync();
        }

        await database.ExecuteAsync("UPDATE t SET p = (2, 'b') WHERE id = 1000");
        var changes = (await capture.ReadAllAsync(database)).ConvertAll(Text);

        Assert.True(await WasStreamedAsync(database));
        var note = new string('x', 200);
        Assert.Equal(
            [
                "+ [1]", "+ [2]",
                .. Enumerable.Range(1, 1000).Select(id => $"""+ [{id},"{note}"]"""),
                "t(id note) => t(id note p)",
                .. Enumerable.Range(1, 1000).Select(id => $$"""+ [{{id}},"{{note}}",{"x":1,"y":"a"}]"""),
                "t(id note p) => t(id text p)",
            ],
            changes.TakeWhile(change => !change.Contains('>', StringComparison.Ordinal) || change.Contains("=>", StringComparison.Ordinal)));
        Assert.Equal(1000 + 2, changes.Count(change => change.Contains(" > ", StringComparison.Ordinal)));
        Assert.EndsWith($$"""[1000,"{{note}}",{"x":2,"y":"b"}]""", changes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_to_be_read_from_the_table_is_read_when_it_is_committed()
    {
        await using var database = await SmallMemoryAsync(15, """
            CREATE TABLE t (id int PRIMARY KEY, note text, large text);
            ALTER TABLE t ALTER large SET STORAGE EXTERNAL;
            INSERT INTO t SELECT g, 'old', repeat('y', 3000) FROM generate_series(1, 1000) g
            """);
        await using var capture = new WalHarness(database, options => options with { KeepsIdentity = ["public.t"] });
        await capture.StartAsync();

        await database.ExecuteAsync("BEGIN; UPDATE t SET note = repeat('n', 200); DELETE FROM t WHERE id > 998; COMMIT");
        var changes = await capture.ReadAllAsync(database);

        Assert.True(await WasStreamedAsync(database));
        var read = changes.OfType<RowRead>().Select(row => row.After.ToString()).ToList();
        Assert.Equal(1000, read.Count);
        Assert.All(read.Take(998), row => Assert.EndsWith($"""{new string('n', 200)}","{new string('y', 3000)}"]""", row, StringComparison.Ordinal));
        Assert.Equal(["- [999,null,null]", "- [1000,null,null]"], changes.ConvertAll(Text)[^2..]);
    }

    private static async Task<PostgresDatabaseLease> SmallMemoryAsync(int version, string sql)
    {
        var database = await CreateAsync(version, sql);
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET logical_decoding_work_mem = '64kB'");
        return database;
    }

    private static Task<bool> WasStreamedAsync(PostgresDatabaseLease database) =>
        database.QueryAsync<bool>($"SELECT stream_count > 0 FROM pg_stat_replication_slots WHERE slot_name = '{database.Name}'");

    /// <summary>A transaction on a connection of its own, beside which others go on.</summary>
    private sealed class LargeTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<LargeTransaction> BeginAsync(PostgresDatabaseLease database)
        {
            var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            return new(connection, await connection.BeginTransactionAsync(TestContext.Current.CancellationToken));
        }

        public async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        public Task CommitAsync() => transaction.CommitAsync(TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
