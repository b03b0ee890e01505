using System.Globalization;
using System.Text.Json;
using Npgsql;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Writing;

public sealed class ConcurrentWriteTests
{
    private const string Schema = """
        CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
        CREATE VIEW counted AS SELECT id, n * 2 AS twice FROM stock;
        CREATE FUNCTION halve() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO stock VALUES (NEW.id, NEW.twice / 2); RETURN NEW; END $$;
        CREATE TRIGGER halves INSTEAD OF INSERT ON counted FOR EACH ROW EXECUTE FUNCTION halve();
        CREATE TABLE unlucky (id int PRIMARY KEY);
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$;
        CREATE TRIGGER fails BEFORE INSERT ON unlucky FOR EACH ROW EXECUTE FUNCTION fail();
        CREATE TABLE mixed (id int PRIMARY KEY, n numeric, f double precision, t text, b boolean, at timestamptz, d jsonb, u uuid, a int[], s text[]);
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Upserts_of_the_same_rows_at_the_same_time_leave_each_row_once(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema);
        var rows = "[" + string.Join(',', Enumerable.Range(1, 20).Select(id => $$"""{"id":{{id}},"n":7}""")) + "]";

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.WriteAsync(
            gateway.Insert("stock", "id,n", rows).Upsert("id", merge: true))));

        Assert.All(results, result => Assert.Equal(20, result.Affected));
        Assert.Equal(20, results.Sum(result => result.Inserted));
        Assert.Equal("""[{"count":20,"sum":140}]""", await gateway.ReadAsync("stock?select=count(),n.sum()"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_write_that_is_cancelled_while_it_waits_leaves_nothing(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema);
        await using var other = new NpgsqlConnection(gateway.Lease.ConnectionString + ";Pooling=false");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("BEGIN; INSERT INTO stock VALUES (2)", other))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var write = gateway.Database.WriteAsync(
            gateway.Insert("stock", "id", """[{"id":1},{"id":2}]"""), default, RequestSession.Own, stop.Token).AsTask();
        while (await gateway.Lease.QueryAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0)
        {
            Assert.False(write.IsCompleted);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        await using (var release = new NpgsqlCommand("ROLLBACK", other))
            await release.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal("[]", await gateway.ReadAsync("stock"));
    }

    [Fact]
    public async Task A_serialization_failure_is_the_servers_fault_and_a_view_with_a_trigger_is_written()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema);

        var refusal = await gateway.RefuseAsync(gateway.Insert("unlucky", "id", """[{"id":1}]"""));
        var written = await gateway.WriteAsync(gateway.Insert("counted", "id,twice", """[{"id":1,"twice":10}]""", "id,twice"));

        Assert.Equal(("40001", 500), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.Equal("""[{"id":1,"twice":10}]""", written.Text());
        Assert.Equal("""[{"id":1,"n":5}]""", await gateway.ReadAsync("stock"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_of_many_types_come_back_as_they_were_written(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema);
        var random = new Random(4711);
        var rows = "[" + string.Join(',', Enumerable.Range(1, 300).Select(id => Row(id, random))) + "]";

        var shown = await gateway.WriteAsync(gateway.Insert("mixed", "id,n,f,t,b,at,d,u,a,s", rows, "*"));

        Assert.Equal(300, shown.Inserted);
        Assert.Equal(Gateway.Compact(rows), shown.Text());
        Assert.Equal(Gateway.Compact(rows), await gateway.ReadAsync("mixed?order=id"));
    }

    // As PostgreSQL prints it.
    private static string Row(int id, Random random)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64()}{random.NextInt64()}.{random.Next(100, 1000)}");
        var text = JsonSerializer.Serialize(new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(1, 0x2000))]));
        var at = string.Create(
            CultureInfo.InvariantCulture, $"{random.Next(1990, 2090)}-0{random.Next(1, 10)}-1{random.Next(10)}T0{random.Next(10)}:1{random.Next(10)}:2{random.Next(10)}.{random.Next(100000, 1000000) / 10 * 10 + 1}+00:00");
        var half = string.Create(CultureInfo.InvariantCulture, $"{random.Next(-1000, 1000)}.5");
        string Maybe(string value) => random.Next(5) == 0 ? "null" : value;
        return $$"""
            {"id":{{id}},"n":{{Maybe(number)}},"f":{{Maybe(half)}},"t":{{Maybe(text)}},"b":{{Maybe(id % 2 == 0 ? "true" : "false")}},"at":{{Maybe($"\"{at}\"")}},"d":{{Maybe($"{{\"a\":[1,{text}],\"b\":{half}}}")}},"u":{{Maybe($"\"{new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))])}\"")}},"a":{{Maybe($"[{random.Next()},null]")}},"s":{{Maybe($"[{text}]")}}}
            """;
    }
}
