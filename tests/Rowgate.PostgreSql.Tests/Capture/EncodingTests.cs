using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Servers;
using Rowgate.PostgreSql.Tests.Wal;

namespace Rowgate.PostgreSql.Tests.Capture;

/// <summary>Databases whose text is not UTF-8.</summary>
public sealed class EncodingTests
{
    [Fact]
    public async Task Text_of_another_encoding_is_told_as_UTF_8()
    {
        await using var database = await CreateAsync("LATIN1");
        await using var followed = await StartAsync(database);
        await using var log = new WalHarness(database);
        await log.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, U&'\\00e4\\00df')");
        await followed.UntilAsync(_ => followed.Rows.Any());

        Assert.Equal(["+public.t [1,\"äß\"]"], followed.Rows);
        Assert.Equal("[1,\"äß\"]", Assert.IsType<RowInserted>((await log.ReadAsync())[0].Changes[^1]).After.ToString());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_said_with_what_to_do()
    {
        await using var database = await CreateAsync("SQL_ASCII");
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("INSERT INTO t VALUES (1, E'\\xff')");
        var fault = await Assert.ThrowsAsync<DatabaseException>(() => followed.UntilAsync(_ => false));

        Assert.Contains("UTF-8", fault.Message, StringComparison.Ordinal);
        Assert.Contains("rowgate capture remove", fault.Hint, StringComparison.Ordinal);
    }

    private static async Task<PostgresDatabaseLease> CreateAsync(string encoding)
    {
        var server = await PostgresServer.OfAsync(15);
        var database = new PostgresDatabaseLease(server, $"encoded_{encoding.ToLowerInvariant()}");
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {database.Name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        await database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, name text)");
        return database;
    }

    private static Task<Followed> StartAsync(PostgresDatabaseLease database) =>
        Followed.StartAsync(new TriggerChangeSource("main", Followed.Options(database), TimeProvider.System));
}
