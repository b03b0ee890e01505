using System.Collections.Concurrent;
using System.Net;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class ReloadTests
{
    [Fact]
    public async Task A_new_column_is_served_by_itself_and_no_request_under_way_is_dropped()
    {
        await using var shop = await Shop.MakeAsync();
        await using var serving = await shop.Rowgate.ServeAsync(shop.SuperAddress, "--set", "capture.mode=none");
        await Serving.WaitAsync(async () => await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_event_trigger") == 2);
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(1, 50).Select(async id =>
        {
            while (!end.IsCancellationRequested)
            {
                using var response = await serving.Http.GetAsync(
                    new Uri($"rest/v1/orders?id=eq.{id}&select=*,lines(name)", UriKind.Relative), TestContext.Current.CancellationToken);
                statuses.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
            }
        }).ToArray();

        foreach (var column in new[] { "first", "second", "third" })
        {
            await shop.Database.ExecuteAsync($"ALTER TABLE orders ADD COLUMN {column}_extra int DEFAULT 7");
            await Serving.WaitAsync(async () =>
                (await serving.GetAsync("rest/v1/orders?id=eq.1")).Contains($"\"{column}_extra\":7", StringComparison.Ordinal));
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal([HttpStatusCode.OK], statuses.Keys);
        Assert.True(statuses[HttpStatusCode.OK] >= 50);

        await serving.StopAsync();
        var removed = await shop.Rowgate.RunAsync("capture", "remove", shop.SuperAddress);
        Assert.Contains("removed event trigger rowgate_ddl\n", removed.Output, StringComparison.Ordinal);
        Assert.Equal(0, await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_event_trigger"));
    }

    [Theory]
    [InlineData("message")]
    [InlineData("signal")]
    [InlineData("command")]
    public async Task The_schema_is_read_again_when_somebody_asks(string how)
    {
        await using var shop = await Shop.MakeAsync();
        await using var serving = await shop.Rowgate.ServeAsync(shop.Plain);
        await shop.Database.ExecuteAsync($"CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        switch (how)
        {
            case "message":
                await Serving.WaitAsync(async () => await shop.Database.QueryAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_event_trigger%' AND application_name = 'rowgate catalog'") > 0
                    || serving.Log.Contains("are not noticed by themselves", StringComparison.Ordinal));
                await shop.Database.ExecuteAsync("NOTIFY pgrst, 'reload schema'");
                break;
            case "signal":
                serving.Signal("USR1");
                break;
            default:
                var run = await shop.Rowgate.RunAsync("reload", "schema", "--listen", serving.Http.BaseAddress!.Authority);
                Assert.Equal((0, "The schema was read again, and has changed.\n"), (run.ExitCode, run.Output));
                Assert.Equal(
                    "The schema was read again, and is the same.\n",
                    (await shop.Rowgate.RunAsync("reload", "schema", "--listen", serving.Http.BaseAddress!.Authority)).Output);
                break;
        }

        await Serving.WaitAsync(async () => (await serving.TryGetAsync("rest/v1/")).Body.Contains("/rpc/later", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("message")]
    [InlineData("signal")]
    [InlineData("command")]
    public async Task The_configuration_is_read_again_when_somebody_asks(string how)
    {
        await using var shop = await Shop.MakeAsync();
        var file = shop.Rowgate.Write("rowgate.yaml", $"source: {shop.Address}\ncapture: {{ mode: none }}\n");
        await using var serving = await shop.Rowgate.ServeAsync();
        await Serving.WaitAsync(() => Task.FromResult(serving.Log.Contains("are not noticed by themselves", StringComparison.Ordinal)));

        // The time of the file stays, so that it is not noticed by itself.
        var time = File.GetLastWriteTimeUtc(file);
        var next = shop.Rowgate.Write("next.yaml", $"source: {shop.Address}\ncapture: {{ mode: none }}\nrest: {{ max-rows: 3 }}\n");
        File.SetLastWriteTimeUtc(next, time);
        File.Move(next, file, overwrite: true);
        switch (how)
        {
            case "message":
                await shop.Database.ExecuteAsync("NOTIFY pgrst, 'reload config'");
                break;
            case "signal":
                serving.Signal("USR2");
                break;
            default:
                Assert.Equal(0, (await shop.Rowgate.RunAsync("reload", "configuration", "--listen", serving.Http.BaseAddress!.Authority)).ExitCode);
                break;
        }

        await Serving.WaitAsync(async () => await serving.GetAsync("rest/v1/orders?select=id&order=id") == "[{\"id\":1},{\"id\":2},{\"id\":3}]");
        await serving.SaysAsync("rest.max-rows has a new value");
    }

    [Fact]
    public async Task Reload_without_a_server_ends_with_6()
    {
        await using var shop = await Shop.MakeAsync();
        var run = await shop.Rowgate.RunAsync("reload", "--listen", "127.0.0.1:1");
        Assert.Equal((6, ""), (run.ExitCode, run.Output));
        Assert.Contains("No server answers at 127.0.0.1:1", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await shop.Rowgate.RunAsync("reload", "everything")).ExitCode);
    }
}
