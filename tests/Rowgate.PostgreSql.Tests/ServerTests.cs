using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests;

public sealed class ServerTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Each_release_runs_with_logical_replication(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync("CREATE TABLE t (i int)");

        Assert.Equal($"{database.Server.Version}", (await database.QueryAsync<string>("SHOW server_version"))!.Split('.')[0]);
        Assert.Equal("logical", await database.QueryAsync<string>("SHOW wal_level"));
    }

    [Fact]
    public async Task A_server_of_ones_own_survives_a_crash()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var database = await server.CreateDatabaseAsync("CREATE TABLE t AS SELECT 1 AS i");

        server.Kill();
        await server.StartAsync();
        Assert.Equal(1, await database.QueryAsync<int>("SELECT i FROM t"));

        await server.StopAsync("immediate");
        await server.StartAsync();
        Assert.Equal(1, await database.QueryAsync<int>("SELECT i FROM t"));
    }
}
