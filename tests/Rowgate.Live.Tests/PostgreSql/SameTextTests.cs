using Rowgate.PostgreSql.Configuration;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>A row looks the same whether it was read or followed.</summary>
public sealed class SameTextTests
{
    private const string Schema = """
        CREATE TYPE mood AS ENUM ('fine', 'bad');
        CREATE TYPE pair AS (a int, at timestamptz);
        CREATE TABLE things (id int PRIMARY KEY, at timestamptz, plain timestamp, day date, clock time, zoned timetz, f4 real, f8 float8,
          n numeric, exact numeric(10,2), j json, b jsonb, ints int[], moments timestamptz[], span interval, bytes bytea, mood mood,
          period tstzrange, pair pair, u uuid, flag boolean, big bigint, text text);
        """;

    private const string Rows = """
        '2024-03-31 02:30:00.5+01', '2024-03-31 02:30:00.123456', '2024-02-29', '23:59:59.9', '10:00+05:30', 0.1, 1e-300,
        12345678901234567890.10, 5, '{ "a" : [1, 2],  "b":null }', '{"z":1, "a":"\u00e9"}', '{1,NULL,3}',
        '{"2024-07-01 00:00:00+00", NULL}', '1 mon 2 days 03:04:05', '\x00ff', 'bad', '[2024-01-01 00:00+00,)',
        '(1,"2024-01-01 00:00+00")', '6ecd8c99-4036-403d-bf84-cf8400f67836', true, 9007199254740993, 'tab\t"quote" é'
        """;

    [Theory]
    [InlineData(15, CaptureMode.Wal, "UTC")]
    [InlineData(18, CaptureMode.Wal, "UTC")]
    [InlineData(15, CaptureMode.Trigger, "UTC")]
    [InlineData(18, CaptureMode.Wal, "Asia/Kolkata")]
    [InlineData(15, CaptureMode.Trigger, "Asia/Kolkata")]
    public async Task Values_of_every_type_have_one_text(int version, CaptureMode mode, string zone)
    {
        var token = TestContext.Current.CancellationToken;
        await using var shop = await PostgresShop.StartAsync(
            version,
            $"DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), '{zone}'); END$$; {Schema}",
            mode: mode);
        foreach (var query in (string[])["things", "things?at=gt.2024-01-01T00:00:00", "things?select=id,at,period"])
        {
            await using var following = new Following((await shop.Live.OpenAsync(PostgresShop.Request(query), token)).Value!);
            await following.UntilAsync();

            await shop.Lease.ExecuteAsync($"INSERT INTO things VALUES (1, {Rows}), (2{string.Concat(Enumerable.Repeat(", NULL", 22))})");
            await following.UntilAsync([.. await shop.ReadAsync(PostgresShop.Request(query), token)]);

            await shop.Lease.ExecuteAsync("UPDATE things SET text = 'other', f8 = 'NaN', at = at + interval '1 day'");
            await following.UntilAsync([.. await shop.ReadAsync(PostgresShop.Request(query), token)]);
            await shop.Lease.ExecuteAsync("DELETE FROM things");
            await following.UntilAsync();
        }
    }
}
