using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Servers;
using Rowgate.PostgreSql.Tests.Wal;

namespace Rowgate.PostgreSql.Tests.Capture;

/// <summary>Capture of a database with a great many tables.</summary>
/// <remarks>1,000 of them, or 60,000 with <c>ROWGATE_LONG=1</c>. What is looked at is how often the server is asked and how much it
/// reads for an answer, by its own statistics: time would say something only with more tables than a short test can make.</remarks>
public sealed class ManyTablesTests
{
    private const int TablesAtOnce = 500;

    // Sums of all catalogs and tables. Those of a connection are complete when it has ended.
    private const string RowsRead = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_all_tables";
    private const string Transactions = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    private const string Connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private static readonly int Count = Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1" ? 60_000 : 1_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_tables_are_looked_at_with_a_handful_of_questions()
    {
        await using var database = await CreateAsync();
        await using var first = new WalHarness(database);
        await first.StartAsync();
        await first.StopAsync();

        // Published already, but of unknown shapes: all of them are read when capture starts, and again by the first look.
        await using var second = new WalHarness(database);
        var before = await CountAsync(database, Transactions);
        await second.StartAsync();
        second.Source.LookAtSchema();
        await database.ExecuteAsync("INSERT INTO t7 VALUES (1, NULL); CREATE TABLE fresh (id int PRIMARY KEY)");
        var parts = await second.ReadUntilAsync(
            parts => parts.Any(part => part.Changes.Any(change => change is SchemaChanged { After.Table.Name: "fresh" })), seconds: 120);
        await second.StopAsync();
        var asked = await CountAsync(database, Transactions) - before;

        Assert.Contains(parts, part => part.Changes.Any(change => change is RowInserted { Shape.Table.Name: "t7" }));
        Assert.True(asked < Count / 5, $"There were {asked} transactions for {Count} tables.");
    }

    [Theory]
    [InlineData("preview")]
    [InlineData("wal")]
    [InlineData("trigger")]
    public async Task What_is_read_grows_with_the_number_of_tables_and_not_with_its_square(string work)
    {
        await using var database = await CreateAsync();
        await using var capture = new WalHarness(database);
        var before = await CountAsync(database, RowsRead);

        await DoAsync(work, capture);

        var read = (await CountAsync(database, RowsRead) - before) / Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} rows read for each table");
        Assert.InRange(read, 1, 700);
    }

    private static async Task DoAsync(string work, WalHarness capture)
    {
        if (work == "wal")
        {
            await capture.StartAsync();
            await capture.StopAsync();
        }
        else if (work == "trigger")
        {
            await using var followed = await Followed.StartAsync(
                new TriggerChangeSource("main", capture.Options, TimeProvider.System), seconds: 300);
        }
        else
        {
            await using var source = CaptureSources.Open(
                "main", capture.Options, _ => { }, NullLoggerFactory.Instance, TimeProvider.System);
            Assert.True((await source.PreviewAsync(Token)).Tables.Length > Count);
        }
    }

    // Foreign keys, because each makes four triggers.
    private static async Task<PostgresDatabaseLease> CreateAsync()
    {
        var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync("CREATE TABLE t0 (id int PRIMARY KEY)");
        for (var from = 1; from <= Count; from += TablesAtOnce)
        {
            await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                DO $$ BEGIN FOR i IN {from}..{from + TablesAtOnce - 1} LOOP
                  EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, other int REFERENCES t%s)', i, i - 1); END LOOP; END $$
                """));
        }

        return database;
    }

    private static async Task<long> CountAsync(PostgresDatabaseLease database, string query)
    {
        while (await database.QueryAsync<long>(Connections) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        return await database.QueryAsync<long>(query);
    }
}
