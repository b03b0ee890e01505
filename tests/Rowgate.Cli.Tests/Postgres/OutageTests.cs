using System.Net;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class OutageTests
{
    [Fact]
    public async Task A_server_that_starts_before_its_database_serves_and_captures_once_that_is_there()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var shop = await Shop.MakeAsync(server);
        await server.StopAsync();
        await using var serving = await shop.Rowgate.ServeAtOnceAsync(shop.Address);

        using (var early = await serving.Http.GetAsync(new Uri("rest/v1/orders", UriKind.Relative), TestContext.Current.CancellationToken))
            await AssertUnavailableAsync(early, "PGRST002");
        using (var ready = await serving.Http.GetAsync(new Uri("health/ready", UriKind.Relative), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(200, (await serving.TryGetAsync("health/live")).Status);

        await server.StartAsync();
        await serving.WaitUntilReadyAsync();
        Assert.Equal("[{\"count\":100}]", await serving.GetAsync("rest/v1/orders?select=count()"));
        await AssertCapturedAsync(shop, serving, 1001);
    }

    [Fact]
    public async Task A_database_that_goes_and_comes_back_is_read_and_captured_again_without_a_restart()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var shop = await Shop.MakeAsync(server);
        await using var serving = await shop.Rowgate.ServeAsync(shop.Address);
        await AssertCapturedAsync(shop, serving, 1001);

        await server.StopAsync("immediate");
        HttpResponseMessage? gone = null;
        await Serving.WaitAsync(async () =>
        {
            gone?.Dispose();
            gone = await serving.Http.GetAsync(new Uri("rest/v1/orders?limit=1", UriKind.Relative), TestContext.Current.CancellationToken);
            return gone.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
        Assert.True(gone!.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        gone.Dispose();
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("health/ready")).Status == 503);
        Assert.Equal(200, (await serving.TryGetAsync("health/live")).Status);

        await server.StartAsync();
        await serving.WaitUntilReadyAsync();
        Assert.Equal(200, (await serving.TryGetAsync("rest/v1/orders?limit=1")).Status);
        await AssertCapturedAsync(shop, serving, 1002);
    }

    private static async Task AssertCapturedAsync(Shop shop, Serving serving, int id)
    {
        var end = await Shop.JournalEndAsync(serving);
        await shop.Database.ExecuteAsync($"INSERT INTO orders VALUES ({id})");
        await Serving.WaitAsync(async () => await Shop.JournalEndAsync(serving) > end);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage response, string code)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains($"\"{code}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
