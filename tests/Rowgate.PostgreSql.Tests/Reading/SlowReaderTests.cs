using System.Text;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Whoever takes the rows of a large result slowly costs the database nothing.</summary>
public sealed class SlowReaderTests
{
    private const string Schema = "CREATE TABLE large AS SELECT i AS id, repeat('x', 1000) AS text FROM generate_series(1, 30000) i";

    private const string Busy =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE '%\"large\"%'";

    [Theory]
    [InlineData("large")]
    [InlineData("large?select=id::text,text")]
    public async Task The_statement_is_over_before_its_rows_are_taken(string query)
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema);
        var outcome = await gateway.Database.ReadAsync(gateway.Plan(query), default, RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        var batch = await rows.NextAsync(TestContext.Current.CancellationToken);

        while (await gateway.Lease.QueryAsync<long>(Busy) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);

        var ids = new List<int>();
        for (; batch.Value.Count > 0; batch = await rows.NextAsync(TestContext.Current.CancellationToken))
            ids.AddRange(Enumerable.Range(0, batch.Value.Count).Select(row => IdOf(batch.Value[row].Span)));
        Assert.Equal(Enumerable.Range(1, 30_000), ids);
    }

    [Fact]
    public async Task Without_room_on_disk_the_rows_wait_in_the_server_and_come_all_the_same()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema, options => options with { SpoolBytesMax = 0 });

        var rows = await gateway.RunAsync(gateway.Plan("large?select=id,text&order=id"));

        Assert.True(rows.Accepted);
        Assert.Equal(30_000, rows.Value.Count(character => character == '{'));
    }

    [Fact]
    public async Task A_statement_that_was_quick_with_other_values_is_not_kept_whole_in_memory()
    {
        await using var gateway = await Gateway.OpenAsync(
            15, "CREATE TABLE large AS SELECT i AS id, i > 20 AS many, repeat('x', 1000) AS text FROM generate_series(1, 30000) i; CREATE INDEX ON large (many); ANALYZE large");
        for (var round = 0; round < 40; round++)
            await gateway.ReadAsync("large?select=id,text&many=eq.false&limit=100000");

        var outcome = await gateway.Database.ReadAsync(
            gateway.Plan("large?select=id,text&many=eq.true&limit=100000"), default, RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        var count = 0;
        for (var batch = await rows.NextAsync(TestContext.Current.CancellationToken);
            batch.Value.Count > 0;
            batch = await rows.NextAsync(TestContext.Current.CancellationToken))
        {
            Assert.InRange(batch.Value.Json.Length, 1, 4 << 20);
            count += batch.Value.Count;
        }

        Assert.Equal(30_000 - 20, count);
    }

    [Fact]
    public async Task A_reader_who_leaves_in_the_middle_gives_connection_and_room_back()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema, options => options with { PoolSize = 2, PoolWaitMax = TimeSpan.FromSeconds(30) });
        for (var round = 0; round < 5; round++)
        {
            var outcome = await gateway.Database.ReadAsync(gateway.Plan("large"), default, RequestSession.Own, TestContext.Current.CancellationToken);
            await using var rows = outcome.Value!;
            await rows.NextAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("""[{"count":30000}]""", await gateway.ReadAsync("large?select=count()"));
    }

    private static int IdOf(ReadOnlySpan<byte> row)
    {
        var digits = row[row.IndexOfAnyInRange((byte)'0', (byte)'9')..];
        return int.Parse(Encoding.ASCII.GetString(digits[..digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9')]), System.Globalization.CultureInfo.InvariantCulture);
    }
}
