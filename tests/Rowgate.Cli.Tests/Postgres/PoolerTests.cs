using System.Globalization;
using System.Text;
using Npgsql;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class PoolerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task Requests_go_through_a_pooler_and_capture_goes_past_it(string mode)
    {
        await using var shop = await Shop.MakeAsync();
        await using var pooler = await PgBouncer.StartAsync(shop.Database.Server, shop.Login, shop.Database.Name, mode);
        string[] roles = [.. Enumerable.Range(1, 4).Select(i => string.Create(CultureInfo.InvariantCulture, $"r{i}_{shop.Database.Name}"))];
        await shop.Database.ExecuteAsync(string.Concat(roles.Select(role => $"CREATE ROLE {role}; GRANT {role} TO {shop.Login}; GRANT SELECT, INSERT ON orders TO {role};")) + """
            CREATE FUNCTION who() RETURNS text LANGUAGE sql STABLE AS
              $$SELECT current_user || ' ' || (current_setting('request.jwt.claims', true)::json->>'role')$$
            """);
        await using var serving = await shop.Rowgate.ServeAsync([
            .. shop.Plain[1..], Front(shop, pooler), "--set", "capture.mode=wal", "--set", $"database.direct-source={shop.SuperAddress}",
            "--set", $"database.prepared-statements={(mode == "session" ? "true" : "false")}"]);
        var end = await Shop.JournalEndAsync(serving);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            var role = roles[worker % roles.Length];
            for (var round = 0; round < 20; round++)
            {
                var (status, who) = await Shop.AskAsync(serving, "rest/v1/rpc/who", Shop.Token(role));
                Assert.Equal((200, $"{role} {role}"), (status, who.GetString()));
                (status, var rows) = await Shop.AskAsync(serving, $"rest/v1/orders?id=eq.{(worker * 5) + (round % 5) + 1}&select=id", Shop.Token(role));
                Assert.Equal((200, 1), (status, rows.GetArrayLength()));
                using var write = new HttpRequestMessage(HttpMethod.Post, "rest/v1/orders");
                write.Headers.Authorization = new("Bearer", Shop.Token(role));
                write.Content = new StringContent($$"""{"id":{{1000 + (worker * 100) + round}}}""", Encoding.UTF8, "application/json");
                using var written = await serving.Http.SendAsync(write, Cancellation);
                Assert.True(written.IsSuccessStatusCode, $"{await written.Content.ReadAsStringAsync(Cancellation)}\n{serving.Log}");
            }
        }));

        // Capture and the schema come by the other way.
        await Serving.WaitAsync(async () => await Shop.JournalEndAsync(serving) >= end + 320);
        await shop.Database.ExecuteAsync("CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("rest/v1/")).Body.Contains("/rpc/later", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task Capture_through_a_pooler_says_that_it_needs_the_address_of_the_database(string mode)
    {
        await using var shop = await Shop.MakeAsync();
        await using var pooler = await PgBouncer.StartAsync(shop.Database.Server, shop.Login, shop.Database.Name, mode);

        var check = await shop.Rowgate.RunAsync("check", Front(shop, pooler));
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("A pooler stands between Rowgate and the database: the log cannot be read through it.", check.Output, StringComparison.Ordinal);
        Assert.Contains("database.direct-source", check.Output, StringComparison.Ordinal);
        Assert.Contains("set database.prepared-statements to false", check.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await shop.Rowgate.RunAsync("check", Front(shop, pooler), "--set", $"database.direct-source={shop.Address}")).ExitCode);

        await using var serving = await shop.Rowgate.ServeAtOnceAsync(Front(shop, pooler), "--set", "capture.mode=wal");
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("health/ready")).Body.Contains("A pooler stands between", StringComparison.Ordinal));
        await serving.SaysAsync("Set database.direct-source");
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("rest/v1/orders?limit=1")).Status == 200);
    }

    [Theory]
    [InlineData("trigger")]
    [InlineData("polling")]
    public async Task Capture_by_SQL_through_lent_sessions_is_refused_and_leaves_those_of_others_alone(string way)
    {
        await using var shop = await Shop.MakeAsync();
        await using var pooler = await PgBouncer.StartAsync(shop.Database.Server, shop.Login, shop.Database.Name, "transaction");
        var settings = BySql(shop, pooler, way);

        var check = await shop.Rowgate.RunAsync(["check", .. settings]);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("capture needs a connection of its own. Set database.direct-source", check.Output, StringComparison.Ordinal);

        await using (var serving = await shop.Rowgate.ServeAtOnceAsync(settings))
        {
            await Serving.WaitAsync(async () => (await serving.TryGetAsync("health/ready")).Body.Contains("needs a connection of its own", StringComparison.Ordinal));
            await serving.SaysAsync("Set database.direct-source");
            await Serving.WaitAsync(async () => (await serving.TryGetAsync("rest/v1/orders?limit=1")).Status == 200);
        }

        Assert.Equal(["\"$user\", public"], await SettingsAsync(shop, pooler));
    }

    [Theory]
    [InlineData("trigger")]
    [InlineData("polling")]
    public async Task Capture_by_SQL_through_a_pooler_that_keeps_sessions_works(string way)
    {
        await using var shop = await Shop.MakeAsync();
        await using var pooler = await PgBouncer.StartAsync(shop.Database.Server, shop.Login, shop.Database.Name, "session");
        var settings = BySql(shop, pooler, way);

        Assert.Equal(0, (await shop.Rowgate.RunAsync(["check", .. settings])).ExitCode);
        await using var serving = await shop.Rowgate.ServeAsync(settings);
        await shop.Database.ExecuteAsync("INSERT INTO orders VALUES (1001, 'seen')");
        await Serving.WaitAsync(async () => (await shop.Rowgate.RunAsync("changes", "--json")).Output.Contains("\"seen\"", StringComparison.Ordinal));
    }

    private static string[] BySql(Shop shop, PgBouncer pooler, string way) =>
    [
        .. shop.Plain[1..], Front(shop, pooler), "--set", $"capture.mode={way}", "--set", "capture.polling=public.orders=id",
        "--set", "capture.poll-interval=100ms", "--set", "capture.poll-window=100ms",
        "--set", "database.listens=false", "--set", "database.prepared-statements=false",
    ];

    // Of all sessions that the pooler has in transaction mode: each is held by a transaction.
    private static async Task<IEnumerable<string>> SettingsAsync(Shop shop, PgBouncer pooler)
    {
        var found = new List<string>();
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < 4; i++)
        {
            var connection = new NpgsqlConnection(string.Create(
                CultureInfo.InvariantCulture,
                $"Host=127.0.0.1;Port={pooler.Port};Username={shop.Login};Database={shop.Database.Name};Pooling=false;No Reset On Close=true"));
            connections.Add(connection);
            await connection.OpenAsync(Cancellation);
            await using var begin = new NpgsqlCommand("BEGIN", connection);
            await begin.ExecuteNonQueryAsync(Cancellation);
            await using var show = new NpgsqlCommand("SHOW search_path", connection);
            found.Add((string)(await show.ExecuteScalarAsync(Cancellation))!);
        }

        foreach (var connection in connections)
            await connection.DisposeAsync();
        return found.Distinct(StringComparer.Ordinal);
    }

    private static string Front(Shop shop, PgBouncer pooler) => shop.Address.Replace(
        shop.Database.Server.Port.ToString(CultureInfo.InvariantCulture), pooler.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
