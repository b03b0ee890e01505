using System.Collections.Concurrent;
using Npgsql;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Reads by key of one caller ride together; those of different callers never do, and an error is the business of one.</summary>
public sealed class SharedReadsTests
{
    private const int Workers = 48;
    private const int Rounds = 40;

    private const string Held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private const string Schema = """
        DO $$ BEGIN CREATE ROLE share_reader; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE TABLE t(id int PRIMARY KEY, owner text, a int, b text);
        INSERT INTO t SELECT g, 'user' || g % 4, g, 'b' || g FROM generate_series(1, 50) g;
        CREATE VIEW seen AS SELECT id, pg_backend_pid() || ' ' || now() AS transaction FROM t;
        GRANT SELECT ON t, seen TO share_reader;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Those_that_are_told_the_same_are_fewer_transactions_and_those_that_are_not_share_none(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema);
        var transactions = new ConcurrentDictionary<string, ConcurrentDictionary<string, bool>>(StringComparer.Ordinal);

        await RunAsync(async (worker, round) =>
        {
            var caller = $"user{worker % 3}";
            var transaction = await gateway.ReadAsync($"seen?select=transaction&id=eq.{((worker + round) % 50) + 1}", Session(caller));
            transactions.GetOrAdd(caller, static _ => new(StringComparer.Ordinal)).TryAdd(transaction, true);
        });

        Assert.InRange(transactions.Values.Sum(some => some.Count), 1, (Workers * Rounds) - 1);
        Assert.Equal(
            transactions.Values.Sum(some => some.Count), transactions.Values.SelectMany(some => some.Keys).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Row_security_holds_for_each(int version)
    {
        await using var gateway = await Gateway.OpenAsync(
            version,
            Schema + """
            ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON t USING (owner = current_setting('request.jwt.claims', true)::json->>'sub');
            """);

        await RunAsync(async (worker, round) =>
        {
            var (caller, id) = ($"user{worker % 4}", ((worker + round) % 50) + 1);
            var rows = await gateway.ReadAsync($"t?select=id,owner&id=eq.{id}", Session(caller));
            Assert.Equal($"user{id % 4}" == caller ? $$"""[{"id":{{id}},"owner":"{{caller}}"}]""" : "[]", rows);
        });
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task One_that_fails_costs_those_beside_it_neither_their_rows_nor_the_connection(int version)
    {
        const string Connections =
            "SELECT array_agg(pid ORDER BY pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'rowgate'";
        await using var gateway = await Gateway.OpenAsync(
            version,
            Schema + """
            ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            CREATE POLICY fragile ON t USING (1 / (id - 13) < 100);
            """,
            options => options with { PoolSize = 6 });
        string[] shapes = ["id", "id,a", "a,id", "id,b", "b,id", "id,a,b", "id,b,a", "a,b,id"];
        await RunAsync(async (worker, round) =>
            await gateway.ReadAsync($"t?select={shapes[(worker + round) % shapes.Length]}&id=eq.1", Session("ada")));
        var before = await gateway.Lease.QueryAsync<int[]>(Connections);

        await RunAsync(async (worker, round) =>
        {
            var id = (worker + round) % 50;
            var query = $"t?select={shapes[(worker * round) % shapes.Length]}&id=eq.{id}";
            if (id == 13)
                Assert.Equal("22012", (await gateway.RefusalAsync(query, Session("ada"))).Code.Text);
            else
                Assert.Contains(id == 0 ? "[]" : $"\"id\":{id}", await gateway.ReadAsync(query, Session("ada")), StringComparison.Ordinal);
        });

        Assert.Subset((await gateway.Lease.QueryAsync<int[]>(Connections))!.ToHashSet(), before!.ToHashSet());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task One_that_a_lock_holds_up_does_not_hold_up_those_behind_it(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema + "CREATE TABLE free(id int PRIMARY KEY); GRANT SELECT ON free TO share_reader");
        foreach (var query in (string[])["t?select=id&id=eq.1", "free?id=eq.1"])
            await gateway.ReadAsync(query, Session("ada"));
        await using var locking = new NpgsqlConnection(gateway.Lease.ConnectionString);
        await locking.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await locking.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("LOCK t", locking))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        // As many as are let go by themselves; nobody comes behind the next one. What is sent in the same moment may share
        // a connection, and waits with them.
        List<Task<string>> held = [];
        foreach (var id in (int[])[1, 2])
        {
            held.Add(gateway.ReadAsync($"t?select=id&id=eq.{id}", Session("ada")));
            while (await gateway.Lease.QueryAsync<long>(Held) < id)
                Assert.DoesNotContain(held, read => read.IsCompleted);
        }

        var free = gateway.ReadAsync("free?id=eq.1", Session("ada"));
        Assert.Equal("[]", await free.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.DoesNotContain(held, read => read.IsCompleted);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["""[{"id":1}]""", """[{"id":2}]"""], await Task.WhenAll(held));
    }

    // A pooler that lends a connection for one transaction may give it away in the middle of a second one.
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Behind_a_pooler_none_is_sent_behind_another_and_the_whole_pool_is_there_for_them(int version)
    {
        await using var gateway = await Gateway.OpenAsync(
            version, Schema, options => options with { PreparesStatements = false, PoolSize = 2, PoolWaitMax = TimeSpan.FromSeconds(5) });
        await using var locking = new NpgsqlConnection(gateway.Lease.ConnectionString);
        await locking.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await locking.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("LOCK t", locking))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var held = Enumerable.Range(1, 2).Select(id => gateway.ReadAsync($"t?select=id&id=eq.{id}", Session("ada"))).ToList();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(4));
        while (await gateway.Lease.QueryAsync<long>(Held) < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);

        Assert.Equal("PGRST003", (await gateway.RefusalAsync("t?select=id&id=eq.3", Session("ada"))).Code.Text);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["""[{"id":1}]""", """[{"id":2}]"""], await Task.WhenAll(held));
    }

    private static RequestSession Session(string caller) =>
        new("share_reader", IsAnonymous: false) { Claims = $$"""{"sub":"{{caller}}"}""" };

    private static Task RunAsync(Func<int, int, Task> read) => Parallel.ForAsync(
        0,
        Workers,
        new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = TestContext.Current.CancellationToken },
        async (worker, _) =>
        {
            for (var round = 0; round < Rounds; round++)
                await read(worker, round);
        });
}
