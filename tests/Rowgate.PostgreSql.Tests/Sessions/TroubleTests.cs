using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Sessions;

/// <summary>What callers are told when the server cannot do what it should.</summary>
public sealed class TroubleTests
{
    [Theory]
    [InlineData("role_of_nobody", true, "22023", 401)]
    [InlineData("trouble_poor", true, "42501", 401)]
    [InlineData("trouble_poor", false, "42501", 403)]
    public async Task Roles_without_rights_are_told_so(string role, bool isAnonymous, string code, int status)
    {
        await using var gateway = await Gateway.OpenAsync(
            15,
            """
            DO $$ BEGIN CREATE ROLE trouble_poor; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
            CREATE TABLE t(id int PRIMARY KEY);
            """);

        foreach (var query in (string[])["t", "t?id=eq.1"])
        {
            var refusal = await gateway.RefusalAsync(query, new RequestSession(role, isAnonymous));
            Assert.Equal((code, status), (refusal.Code.Text, refusal.Code.HttpStatus));
        }
    }

    [Theory]
    [InlineData("PT418", "'short and stout'", null, "PT418", 418)]
    [InlineData("P0001", "'no'", null, "P0001", 400)]
    [InlineData("23505", "'twice'", null, "23505", 409)]
    [InlineData("40001", "'again'", null, "40001", 500)]
    [InlineData("53200", "'memory'", null, "53200", 503)]
    [InlineData("57P01", "'bye'", null, "57P01", 503)]
    [InlineData("54000", "'much'", null, "54000", 500)]
    [InlineData("PGRST", """'{"code":"123","message":"m","hint":"h"}'""", """'{"status":332,"status_text":"Odd","headers":{"X-A":"b"}}'""", "123", 332)]
    [InlineData("PGRST", "'no json'", "'{}'", "PGRST121", 500)]
    public async Task What_SQL_raises_decides_the_answer(string state, string message, string? detail, string code, int status)
    {
        await using var gateway = await Gateway.OpenAsync(
            15,
            $$"""
            CREATE FUNCTION fail() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN
              RAISE SQLSTATE '{{state}}' USING MESSAGE = {{message}}{{(detail is null ? "" : $", DETAIL = {detail}")}}; END $f$;
            CREATE VIEW v AS SELECT fail() AS id;
            """);

        var refusal = await gateway.RefusalAsync("v");

        Assert.Equal((code, status), (refusal.Code.Text, refusal.Code.HttpStatus));
        if (status == 332)
        {
            Assert.Equal("Odd", refusal.Raised!.StatusText);
            Assert.Equal([("X-A", "b")], refusal.Raised.Headers);
        }
    }

    [Fact]
    public async Task A_slow_statement_runs_into_its_limit_and_a_full_pool_into_its_own()
    {
        await using var gateway = await Gateway.OpenAsync(
            15,
            "CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(60)::text AS z",
            options => options with { PoolSize = 2, PoolWaitMax = TimeSpan.FromMilliseconds(50), StatementTimeMax = TimeSpan.FromMilliseconds(400) });

        var first = gateway.RefusalAsync("slow");
        var second = await gateway.RefusalAsync("slow");

        Assert.Equal(("PGRST003", 504), (second.Code.Text, second.Code.HttpStatus));
        Assert.Equal(("57014", 500), ((await first).Code.Text, (await first).Code.HttpStatus));
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_its_statement()
    {
        await using var gateway = await Gateway.OpenAsync(15, "CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(60)::text AS z");
        using var stop = new CancellationTokenSource();
        var reading = gateway.Database.ReadAsync(gateway.Plan("slow"), default, RequestSession.Own, stop.Token).AsTask();
        while (await RunningAsync() == 0)
            Assert.False(reading.IsCompleted);
        var watch = Stopwatch.StartNew();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(0, await RunningAsync());

        Task<long> RunningAsync() => gateway.Lease.QueryAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%\"slow\"%' AND state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()");
    }

    [Fact]
    public async Task A_connection_that_breaks_on_its_way_back_to_the_pool_is_nobodys_trouble()
    {
        await using var gateway = await Gateway.OpenAsync(
            15, "CREATE TABLE t AS SELECT 1 AS id", options => options with { PoolSize = 2, PoolWaitMax = TimeSpan.FromSeconds(1) });
        for (var time = 0; time < 3; time++)
        {
            var outcome = await gateway.Database.ReadAsync(
                gateway.Plan("t"), new() { WithMark = true }, RequestSession.Own, TestContext.Current.CancellationToken);
            Assert.NotNull(outcome.Value!.Mark);
            Assert.Equal(1, await gateway.Lease.QueryAsync<long>(
                "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"));

            await outcome.Value.DisposeAsync();
        }

        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("t"));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_and_found_again()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var lease = await server.CreateDatabaseAsync("CREATE TABLE t AS SELECT 1 AS id; ALTER TABLE t ADD PRIMARY KEY (id)");
        await using var gateway = await Gateway.OpenAsync(lease);
        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("t?id=eq.1"));
        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("t"));

        server.Kill();
        foreach (var query in (string[])["t?id=eq.1", "t", "t?id=eq.1", "t"])
        {
            var refusal = await gateway.RefusalAsync(query);
            Assert.Equal(503, refusal.Code.HttpStatus);
            Assert.NotNull(refusal.RetryAfter);
        }

        await server.StartAsync();
        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("t?id=eq.1"));
        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("t"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_reader_does_not_hear_of_connections_that_died_while_nobody_used_them(int version)
    {
        await using var gateway = await Gateway.OpenAsync(
            version, "CREATE TABLE t AS SELECT 1 AS id; CREATE VIEW slow AS SELECT 1 AS id FROM (SELECT pg_sleep(0.2)) s");
        await Task.WhenAll(gateway.ReadAsync("slow"), gateway.ReadAsync("slow"), gateway.ReadAsync("slow"), gateway.ReadAsync("t"));

        await gateway.Lease.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'rowgate'");

        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("slow"));
        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("t"));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_yet_says_that_its_schema_is_not_loaded()
    {
        await using var database = PostgresDatabase.Open(
            new() { ConnectionString = "Host=127.0.0.1;Port=1;Username=x;Database=x", Capture = new() { SpoolFolder = Path.GetTempPath() } },
            Gateway.Rules,
            TimeProvider.System,
            NullLogger.Instance);

        Assert.Equal(("PGRST002", 503), (database.WhyNotReady!.Code.Text, database.WhyNotReady.Code.HttpStatus));
        Assert.NotNull(database.WhyNotReady.RetryAfter);
        await Assert.ThrowsAsync<DatabaseException>(async () => await database.RefreshAsync(TestContext.Current.CancellationToken));
    }
}
