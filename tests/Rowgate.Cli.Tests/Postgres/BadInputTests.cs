using System.Text.Json;
using Npgsql;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class BadInputTests
{
    [Fact]
    public async Task Roles_of_tokens_need_no_login_and_unknown_or_foreign_ones_are_refused()
    {
        await using var shop = await Shop.MakeAsync();
        await shop.Database.ExecuteAsync($"CREATE ROLE foreign_{shop.Database.Name}");
        await using var serving = await shop.Rowgate.ServeAsync(shop.Plain);

        var (status, body) = await Shop.AskAsync(serving, "rest/v1/orders?limit=1&select=id", Shop.Token(shop.Anon));
        Assert.Equal((200, "[{\"id\":1}]"), (status, body.GetRawText()));

        (status, body) = await Shop.AskAsync(serving, "rest/v1/orders", Shop.Token("nobody_at_all"));
        Assert.Equal((401, "22023"), (status, body.GetProperty("code").GetString()));
        Assert.Contains("nobody_at_all", body.GetProperty("message").GetString(), StringComparison.Ordinal);

        (status, body) = await Shop.AskAsync(serving, "rest/v1/orders", Shop.Token($"foreign_{shop.Database.Name}"));
        Assert.Equal((403, "42501"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_slow_statement_and_a_function_that_raises_are_told_in_the_words_of_the_database()
    {
        await using var shop = await Shop.MakeAsync();
        await using var serving = await shop.Rowgate.ServeAsync([.. shop.Plain, "--set", "database.statement-timeout=200ms"]);

        var (status, body) = await Shop.AskAsync(serving, "rest/v1/rpc/slow?seconds=20");
        Assert.Equal((500, "57014"), (status, body.GetProperty("code").GetString()));

        (status, body) = await Shop.AskAsync(serving, "rest/v1/rpc/boom");
        Assert.Equal(
            (400, """{"code":"P0001","message":"no more","details":"the shelf is empty","hint":"come back"}"""), (status, body.GetRawText()));
    }

    [Fact]
    public async Task A_connection_limit_that_is_reached_is_503_with_a_time_to_come_back()
    {
        await using var shop = await Shop.MakeAsync();
        await using var serving = await shop.Rowgate.ServeAsync([.. shop.Plain, "--set", "database.listens=false"]);
        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} CONNECTION LIMIT 0");

        using var refused = await serving.Http.GetAsync(new Uri("rest/v1/orders", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("53300", JsonDocument.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString());

        var (status, body) = await serving.TryGetAsync("health/ready");
        Assert.Equal(503, status);
        Assert.Contains("too many connections", body, StringComparison.Ordinal);

        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} CONNECTION LIMIT -1");
        Assert.Equal(200, (await serving.TryGetAsync("rest/v1/orders")).Status);
        await serving.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task A_role_that_may_not_log_in_keeps_the_server_from_being_ready_and_is_named_in_the_log()
    {
        await using var shop = await Shop.MakeAsync();
        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} NOLOGIN");

        var check = await shop.Rowgate.RunAsync("check", shop.Address);
        Assert.Equal(4, check.ExitCode);
        Assert.Contains($"role \"{shop.Login}\" is not permitted to log in", check.Errors, StringComparison.Ordinal);
        Assert.Contains("hint: ", check.Errors, StringComparison.Ordinal);

        await using var serving = await shop.Rowgate.ServeAtOnceAsync(shop.Plain);
        using var refused = await serving.Http.GetAsync(new Uri("rest/v1/orders", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(503, (await serving.TryGetAsync("health/ready")).Status);
        await Serving.WaitAsync(() => Task.FromResult(serving.Log.Contains("is not permitted to log in", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", serving.Log, StringComparison.Ordinal);

        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} LOGIN");
        await serving.WaitUntilReadyAsync();
        Assert.Equal(200, (await serving.TryGetAsync("rest/v1/orders")).Status);
    }

    [Fact]
    public async Task Capture_without_rights_says_what_to_grant_and_reads_go_on()
    {
        await using var shop = await Shop.MakeAsync();
        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} NOREPLICATION");
        await using var serving = await shop.Rowgate.ServeAtOnceAsync(shop.Captured);
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("health/ready")).Body.Contains("may not read the log", StringComparison.Ordinal));
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("rest/v1/orders")).Status == 200);
        await serving.SaysAsync($"ALTER ROLE \"{shop.Login}\" REPLICATION");

        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} REPLICATION");
        await serving.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task A_publication_that_was_changed_by_hand_is_mended_behind_a_gap()
    {
        await using var shop = await Shop.MakeAsync();
        await using var serving = await shop.Rowgate.ServeAsync(shop.Captured);
        await shop.Database.ExecuteAsync($"ALTER PUBLICATION {shop.Database.Name} DROP TABLE orders");
        await Serving.WaitAsync(() => Task.FromResult(
            serving.Log.Contains("Table public.orders had been taken out of the publication.", StringComparison.Ordinal)));

        await shop.Database.ExecuteAsync("INSERT INTO orders VALUES (1001, 'seen')");
        await serving.WaitUntilReadyAsync();
        await Serving.WaitAsync(async () => (await shop.Rowgate.RunAsync("changes", "--json")).Output.Contains("\"seen\"", StringComparison.Ordinal));
        await using var connection = new NpgsqlConnection(shop.Database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_publication_tables WHERE tablename = 'orders'", connection);
        Assert.Equal(1L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
