using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Sessions;

/// <summary>A statement that fails costs nobody else anything, least of all the connection.</summary>
public sealed class FailedStatementTests
{
    private const string Schema = """
        DO $$ BEGIN CREATE ROLE fail_poor; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE TABLE t(id int PRIMARY KEY, name text, n numeric);
        INSERT INTO t SELECT g, 'n' || g, g FROM generate_series(1, 50) g;
        CREATE VIEW v AS SELECT id, n, pg_backend_pid() AS pid FROM t;
        CREATE FUNCTION any_pid() RETURNS int LANGUAGE sql STABLE AS 'SELECT pg_backend_pid()';
        CREATE VIEW w AS SELECT id, n, any_pid() AS pid FROM t;
        """;

    // Shared and own: the driver prepares a statement with its second run, which is where an error hurts.
    [Theory]
    [InlineData("v?select=pid&id=eq.1", "v?select=pid&id=eq.x", "22P02")]
    [InlineData("v?select=pid&n=eq.1", "v?select=pid&n=eq.x", "22P02")]
    [InlineData("w?select=pid&id=eq.1", "w?select=pid&id=eq.x", "22P02")]
    public async Task A_value_that_cannot_be_read_leaves_the_connection_as_it_is(string good, string bad, string code)
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema, options => options with { PoolSize = 2 });
        var pid = await gateway.ReadAsync(good);

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(code, (await gateway.RefusalAsync(bad)).Code.Text);
            Assert.Equal(pid, await gateway.ReadAsync(good));
        }
    }

    [Theory]
    [InlineData("v?select=pid&id=eq.1")]
    [InlineData("v?select=pid&n=eq.1")]
    public async Task A_role_that_may_not_leaves_the_connection_to_those_who_may(string query)
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema, options => options with { PoolSize = 2 });
        var pid = await gateway.ReadAsync(query);

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal("42501", (await gateway.RefusalAsync(query, new RequestSession("fail_poor", IsAnonymous: true))).Code.Text);
            Assert.Equal(pid, await gateway.ReadAsync(query));
        }
    }

    [Fact]
    public async Task Many_at_once_with_good_and_bad_values_each_get_their_own_answer()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema, options => options with { PoolSize = 4 });
        string[] names = ["id", "name", "n", "id,name", "name,id", "id,n", "n,id", "id,name,n", "n,name,id", "name,n"];

        await Parallel.ForAsync(0, 24, TestContext.Current.CancellationToken, async (worker, _) =>
        {
            for (var round = 0; round < 60; round++)
            {
                var select = names[(worker + round) % names.Length];
                if ((worker + round) % 3 == 0)
                    Assert.Equal("22P02", (await gateway.RefusalAsync($"t?select={select}&id=eq.x")).Code.Text);
                else
                    Assert.Contains("\"", await gateway.ReadAsync($"t?select={select}&id=eq.{worker + 1}"), StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public async Task A_shared_connection_that_breaks_is_nothing_that_a_reader_hears_of()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema, options => options with { PoolSize = 4 });
        await gateway.ReadAsync("v?select=pid&id=eq.1");

        await gateway.Lease.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'rowgate' AND query LIKE '%\"v\"%'");

        Assert.Equal("""[{"id":1}]""", await gateway.ReadAsync("v?select=id&id=eq.1"));
        Assert.Equal("""[{"id":2}]""", await gateway.ReadAsync("v?select=id&id=eq.2"));
    }
}
