using System.Text.Json;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class OperatorTests
{
    [Fact]
    public async Task Check_says_what_would_be_captured_and_installs_nothing()
    {
        await using var shop = await Shop.MakeAsync();
        var run = await shop.Rowgate.RunAsync("check", shop.SuperAddress);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("PostgreSQL 15", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 tables", run.Output, StringComparison.Ordinal);
        Assert.Contains("+ public.orders", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("None", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_event_trigger"));
        Assert.Equal(0, await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_publication"));
    }

    [Fact]
    public async Task Status_tables_health_and_metrics_tell_of_slot_and_pool()
    {
        await using var shop = await Shop.MakeAsync();

        // What the session that wrote the rows has counted may arrive after it has ended, and would be added to what ANALYZE finds.
        await Serving.WaitAsync(async () => await shop.Database.QueryAsync<long>("SELECT pg_stat_get_live_tuples('orders'::regclass)") == 100);
        await shop.Database.ExecuteAsync("ANALYZE orders; INSERT INTO lines VALUES (1, 1, 'new')");

        // More than all tests write together: the slot holds back what others on the server write, too.
        await using var serving = await shop.Rowgate.ServeAsync([.. shop.Captured, "--set", "capture.wal-budget=1GB"]);
        await serving.GetAsync("rest/v1/orders");
        await Serving.WaitAsync(async () => (await serving.GetAsync("metrics")).Contains("rowgate_slot_retained_bytes", StringComparison.Ordinal));

        var status = JsonDocument.Parse(await serving.GetAsync("admin/v1/status")).RootElement;
        Assert.StartsWith("PostgreSQL 15", status.GetProperty("source").GetProperty("kind").GetString(), StringComparison.Ordinal);
        Assert.Equal("wal", status.GetProperty("capture").GetProperty("mode").GetString());
        var slot = status.GetProperty("capture").GetProperty("slot");
        Assert.Equal(("reserved", 1 << 30, false), (
            slot.GetProperty("wal_status").GetString(), slot.GetProperty("budget_bytes").GetInt32(), slot.GetProperty("over_budget").GetBoolean()));

        var tables = JsonDocument.Parse(await serving.GetAsync("admin/v1/tables")).RootElement;
        var orders = tables.EnumerateArray().Single(table => table.GetProperty("name").GetString() == "orders");
        Assert.Equal((100, true), (orders.GetProperty("rows_estimate").GetInt64(), orders.GetProperty("captured").GetBoolean()));

        var ready = JsonDocument.Parse(await serving.GetAsync("health/ready")).RootElement;
        Assert.Equal("""{"database":"reachable","schema":"read","capture":"running","slot":"reserved"}""", ready.GetProperty("checks").GetRawText());

        var metrics = await serving.GetAsync("metrics");
        var label = $"{{slot=\"{shop.Database.Name}\"}}";
        foreach (var name in new[]
        {
            $"rowgate_slot_retained_bytes{label} ", $"rowgate_slot_budget_bytes{label} 1073741824", $"rowgate_slot_lost{label} 0",
            "rowgate_pool_connections_max ", "rowgate_pool_connections_used ", "rowgate_capture_lag_seconds{source=\"main\"} ",
        })
        {
            Assert.Contains("\n" + name, metrics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_table_of_another_schema_tells_the_profile_that_requests_for_it_need()
    {
        await using var shop = await Shop.MakeAsync();
        await shop.Database.ExecuteAsync(
            "CREATE SCHEMA side; CREATE TABLE side.orders (id int PRIMARY KEY); INSERT INTO side.orders VALUES (5); GRANT ALL ON SCHEMA side TO public; GRANT ALL ON side.orders TO public");
        await using var serving = await shop.Rowgate.ServeAsync(
            shop.Address, "--set", "database.schemas=public,side", "--set", "capture.mode=none");

        var tables = JsonDocument.Parse(await serving.GetAsync("admin/v1/tables")).RootElement;

        Assert.Equal(
            ["public.orders ", "side.orders side"],
            tables.EnumerateArray()
                .Where(table => table.GetProperty("name").GetString() == "orders")
                .Select(table => $"{table.GetProperty("schema").GetString()}.orders {table.GetProperty("profile").GetString()}")
                .Order(StringComparer.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, "rest/v1/orders") { Headers = { { "Accept-Profile", "side" } } };
        using var response = await serving.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("""[{"id":5}]""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Existing_rows_are_read_into_the_journal_on_demand_and_changes_are_printed_with_the_types_of_the_database()
    {
        await using var shop = await Shop.MakeAsync();
        shop.Rowgate.Write("rowgate.yaml", $"source: {shop.Address}\ncapture: {{ mode: wal, name: {shop.Database.Name} }}\n");
        await using var serving = await shop.Rowgate.ServeAsync();
        var listen = serving.Http.BaseAddress!.Authority;

        var run = await shop.Rowgate.RunAsync("backfill", "orders", "--listen", listen);
        Assert.Equal((0, "public.orders done: 100 rows\n"), (run.ExitCode, run.Output));
        Assert.Equal("public.orders done: 100 rows\n", (await shop.Rowgate.RunAsync("backfill", "--listen", listen)).Output);
        var unknown = await shop.Rowgate.RunAsync("backfill", "ordres", "--listen", listen);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("ordres", unknown.Errors, StringComparison.Ordinal);

        await shop.Database.ExecuteAsync("UPDATE orders SET status = 'sent' WHERE id = 7");
        await Serving.WaitAsync(async () => (await shop.Rowgate.RunAsync("changes")).Output.Contains("\"sent\"", StringComparison.Ordinal));
        var changes = await shop.Rowgate.RunAsync("changes", "orders?id=gte.99&status=in.(open,paid)", "--json");
        Assert.Equal(
            ["99", "100"],
            changes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("after").GetProperty("id").GetRawText()));
        Assert.Contains("update public.orders  id=7", (await shop.Rowgate.RunAsync("changes", "orders?status=eq.sent")).Output, StringComparison.Ordinal);

        await serving.StopAsync();
        var removed = await shop.Rowgate.RunAsync("capture", "remove");
        Assert.Equal(0, removed.ExitCode);
        Assert.Contains($"removed slot {shop.Database.Name}", removed.Output, StringComparison.Ordinal);
        Assert.Equal(0, await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_publication"));
        Assert.Equal(0, await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"));
        Assert.Equal(0, await shop.Database.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relreplident = 'f'"));
        Assert.Contains("Nothing was installed", (await shop.Rowgate.RunAsync("capture", "remove")).Output, StringComparison.Ordinal);
    }
}
