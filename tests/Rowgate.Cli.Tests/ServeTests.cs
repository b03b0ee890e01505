using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Rowgate.SqliteEngine;

namespace Rowgate.Cli.Tests;

public sealed class ServeTests : IDisposable
{
    private readonly RowgateProgram _rowgate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _rowgate.Dispose();

    [Fact]
    public async Task Without_arguments_it_makes_a_shop_and_every_line_that_it_suggests_works()
    {
        await using var serving = await _rowgate.ServeAsync();

        var lines = serving.Welcome.Split('\n').Where(line => line.StartsWith("  curl ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Contains("customers", await CurlAsync(lines[0]), StringComparison.Ordinal);
        Assert.Contains("event: snapshot", await CurlAsync(lines[1] + " --max-time 2"), StringComparison.Ordinal);
        Assert.Contains("\"customer_id\":7", await CurlAsync(lines[2]), StringComparison.Ordinal);
        Assert.Contains("library", serving.Welcome, StringComparison.Ordinal);
        Assert.Contains("<title>Rowgate", await serving.GetAsync("console/"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_second_start_finds_the_same_shop_and_journal()
    {
        await using (var first = await _rowgate.ServeAsync())
        {
            await InsertOrderAsync(first);
            await WaitForJournalAsync(first, 1);
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await _rowgate.ServeAsync();

        Assert.DoesNotContain("Making", second.Log, StringComparison.Ordinal);
        Assert.Equal(1, await JournalEndAsync(second));
        Assert.Equal("[{\"count\":26001}]", await second.GetAsync("rest/v1/orders?select=count()"));
    }

    [Fact]
    public async Task Killed_at_any_moment_it_resumes_without_loss_or_repetition()
    {
        MakeDatabase();
        await using (var first = await _rowgate.ServeAsync("t.db"))
        {
            Insert(1, 50);
            await WaitForJournalAsync(first, 50);
            Insert(51, 60);
            Assert.NotEqual(0, await first.StopAsync("KILL"));
        }

        Insert(61, 80);
        await using var second = await _rowgate.ServeAsync("t.db");
        Insert(81, 90);
        await WaitForJournalAsync(second, 90);

        var run = await _rowgate.RunAsync("changes", "--json");
        var ids = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(change => change.GetProperty("op").GetString() == "insert")
            .Select(change => change.GetProperty("after").GetProperty("id").GetInt32());
        Assert.Equal(Enumerable.Range(1, 90), ids);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_stop_signal_ends_live_streams_and_the_program_with_0(string signal)
    {
        MakeDatabase();
        await using var serving = await _rowgate.ServeAsync("t.db");
        using var request = new HttpRequestMessage(HttpMethod.Get, "rest/v1/t");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await serving.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("event: snapshot", await stream.ReadLineAsync(Cancellation));

        var stopped = serving.StopAsync(signal);

        await stream.ReadToEndAsync(Cancellation);
        Assert.Equal(0, await stopped);
    }

    [Fact]
    public async Task A_taken_port_ends_with_6_and_says_what_to_do()
    {
        MakeDatabase();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var run = await _rowgate.RunAsync("serve", "t.db", "--listen", $"127.0.0.1:{port}");

        Assert.Equal(6, run.ExitCode);
        Assert.Contains($"error: 127.0.0.1:{port} is taken by another process\nhint: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_with_5()
    {
        MakeDatabase();
        await using var first = await _rowgate.ServeAsync("t.db");

        var run = await _rowgate.RunAsync("serve", "t.db", "--listen", "127.0.0.1:0");

        Assert.Equal(5, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_printed_while_the_server_runs_and_can_be_filtered()
    {
        MakeDatabase();
        await using var serving = await _rowgate.ServeAsync("t.db");
        Insert(1, 3);
        Execute("UPDATE t SET name = 'zoe' WHERE id = 2; DELETE FROM t WHERE id = 3");
        await WaitForJournalAsync(serving, 5);

        var all = await _rowgate.RunAsync("changes");
        var filtered = await _rowgate.RunAsync("changes", "t?name=eq.zoe", "--json");
        var later = await _rowgate.RunAsync("changes", "--from", "4");
        var beyond = await _rowgate.RunAsync("changes", "--from", "400");
        var wrong = await _rowgate.RunAsync("changes", "t?nam=eq.zoe");

        Assert.Equal(5, all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("update main.t  id=2  name: \"n2\" → \"zoe\"", all.Output, StringComparison.Ordinal);
        var change = JsonDocument.Parse(Assert.Single(filtered.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("update", change.GetProperty("op").GetString());
        Assert.Equal("{\"id\":2,\"name\":\"n2\"}", change.GetProperty("before").GetRawText());
        Assert.Equal("{\"id\":2,\"name\":\"zoe\"}", change.GetProperty("after").GetRawText());
        Assert.Contains("delete main.t  id=3", Assert.Single(later.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal((2, "error: --from 400: the journal ends at offset 5\n"), (beyond.ExitCode, beyond.Errors));
        Assert.Equal((0, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("nam", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_file_is_served_for_reading()
    {
        MakeDatabase();
        Insert(1, 2);
        Execute("PRAGMA journal_mode = DELETE");
        File.SetAttributes(_rowgate.File("t.db"), FileAttributes.ReadOnly);

        var check = await _rowgate.RunAsync("check", "t.db");

        Assert.InRange(check.ExitCode, 0, 1);
        Assert.Contains("main.t", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_capture_leaves_the_database_as_it_was()
    {
        MakeDatabase();
        await using (var serving = await _rowgate.ServeAsync("t.db"))
            await serving.StopAsync();
        Assert.NotEqual(0, Query("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"));

        var run = await _rowgate.RunAsync("capture", "remove", "t.db");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("removed ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, Query("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'"));
        Assert.Contains("Nothing was installed", (await _rowgate.RunAsync("capture", "remove", "t.db")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_takes_effect_while_the_server_runs_and_a_broken_one_does_not()
    {
        MakeDatabase();
        _rowgate.Write("rowgate.yaml", "source: t.db\n");
        await using var serving = await _rowgate.ServeAsync();
        Assert.Equal(201, await PostAsync(serving, 1, new string('x', 3000)));

        _rowgate.Write("rowgate.yaml", "source: t.db\nlimits: { body: 1KB }\njournal: { retention: 1d }\n");
        serving.Signal("HUP");
        await Serving.WaitAsync(() => Task.FromResult(serving.Log.Contains("limits.body has a new value", StringComparison.Ordinal)));
        Assert.Equal(413, await PostAsync(serving, 2, new string('x', 3000)));
        await serving.SaysAsync("journal.retention has a new value, which needs a restart");

        _rowgate.Write("rowgate.yaml", "source: t.db\nlimits: { body: much }\n");
        await Serving.WaitAsync(() => Task.FromResult(serving.Log.Contains("\"much\" is not a size", StringComparison.Ordinal)));
        Assert.Equal(413, await PostAsync(serving, 3, new string('x', 3000)));
    }

    [Fact]
    public async Task Admin_addresses_refuse_what_a_proxy_passed_on_and_names_of_others()
    {
        MakeDatabase();
        await using var serving = await _rowgate.ServeAsync("t.db");
        foreach (var path in new[] { "admin/v1/status", "metrics", "console/" })
        {
            Assert.Equal(200, (await serving.TryGetAsync(path)).Status);
            Assert.Equal(403, await StatusWithAsync(serving, path, "X-Forwarded-For", "203.0.113.7"));
            Assert.Equal(421, await StatusWithAsync(serving, path, "Host", "evil.example"));
        }
    }

    [Fact]
    public async Task Status_tables_and_metrics_tell_what_happens()
    {
        MakeDatabase();
        await using var serving = await _rowgate.ServeAsync("t.db");
        Insert(1, 3);
        await WaitForJournalAsync(serving, 3);
        await serving.GetAsync("rest/v1/t");

        var status = JsonDocument.Parse(await serving.GetAsync("admin/v1/status")).RootElement;
        var tables = JsonDocument.Parse(await serving.GetAsync("admin/v1/tables")).RootElement;
        var metrics = await serving.GetAsync("metrics");

        Assert.Equal("running", status.GetProperty("capture").GetProperty("state").GetString());
        Assert.Equal(3, status.GetProperty("capture").GetProperty("changes").GetInt64());
        Assert.Equal(3, status.GetProperty("journal").GetProperty("end").GetInt64());
        Assert.Equal(1, status.GetProperty("requests").GetProperty("total").GetInt64());
        var table = Assert.Single(tables.EnumerateArray());
        Assert.Equal("t", table.GetProperty("name").GetString());
        Assert.True(table.GetProperty("captured").GetBoolean());
        Assert.Equal(3, table.GetProperty("rows_estimate").GetInt64());
        foreach (var name in new[]
        {
            "rowgate_requests_total{method=\"GET\",status=\"200\"} 1", "rowgate_request_duration_seconds_bucket{", "rowgate_journal_offset 3",
            "rowgate_captured_changes_total{source=\"main\"} 3", "rowgate_capture_lag_seconds{source=\"main\"} ", "process_resident_memory_bytes ",
        })
        {
            Assert.Contains("\n" + name, metrics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_change_feed_resumes_where_it_was_left()
    {
        MakeDatabase();
        await using var serving = await _rowgate.ServeAsync("t.db");
        Insert(1, 4);
        await WaitForJournalAsync(serving, 4);

        Assert.Equal("1,2,3,4", await FeedAsync(serving, "admin/v1/changes?from=0", null, 4));
        Assert.Equal("3,4", await FeedAsync(serving, "admin/v1/changes?from=-2", null, 2));
        Assert.Equal("4", await FeedAsync(serving, "admin/v1/changes", "3", 1));
        Assert.Equal("2", await FeedAsync(serving, "admin/v1/changes?from=0&filter=" + Uri.EscapeDataString("t?id=eq.2"), null, 1));
        Assert.Equal(400, (await serving.TryGetAsync("admin/v1/changes?from=99")).Status);
        Assert.Equal(400, (await serving.TryGetAsync("admin/v1/changes?op=explode")).Status);
    }

    [Fact]
    public async Task Existing_rows_are_read_into_the_journal_on_demand()
    {
        MakeDatabase();
        Insert(1, 5);
        await using var serving = await _rowgate.ServeAsync("t.db");
        var listen = serving.Http.BaseAddress!.Authority;

        var run = await _rowgate.RunAsync("backfill", "t", "--listen", listen);
        var unknown = await _rowgate.RunAsync("backfill", "tt", "--listen", listen);

        Assert.Equal((0, "main.t done: 5 rows\n"), (run.ExitCode, run.Output));
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("tt", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(5, (await _rowgate.RunAsync("changes")).Output.Split('\n').Count(line => line.Contains("read main.t", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_address_of_its_own_has_the_short_paths_of_health_and_no_tables()
    {
        MakeDatabase();
        var port = FreePort();
        await using var serving = await _rowgate.ServeAsync("t.db", "--set", $"admin-listen=127.0.0.1:{port}");
        foreach (var (path, status) in new[] { ("live", 200), ("ready", 200), ("metrics", 200), ("admin/v1/status", 200), ("rest/v1/t", 404) })
            Assert.Equal(status, (await serving.TryGetAsync($"http://127.0.0.1:{port}/{path}")).Status);
        Assert.Equal(404, (await serving.TryGetAsync("ready")).Status);
        Assert.Equal(0, (await _rowgate.RunAsync("reload", "--set", $"admin-listen=127.0.0.1:{port}")).ExitCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> FeedAsync(Serving serving, string path, string? lastId, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        using var response = await serving.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var ids = new List<int>();
        while (ids.Count < count && await stream.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                ids.Add(JsonDocument.Parse(line[6..]).RootElement.GetProperty("after").GetProperty("id").GetInt32());
        }

        return string.Join(',', ids);
    }

    private static async Task<int> StatusWithAsync(Serving serving, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await serving.Http.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }

    private static async Task<int> PostAsync(Serving serving, int id, string name)
    {
        using var response = await serving.Http.PostAsJsonAsync("rest/v1/t", new { id, name }, Cancellation);
        return (int)response.StatusCode;
    }

    private static async Task InsertOrderAsync(Serving serving)
    {
        using var response = await serving.Http.PostAsJsonAsync("rest/v1/orders", new { customer_id = 7, total = 42.5 }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static async Task<long> JournalEndAsync(Serving serving) =>
        JsonDocument.Parse(await serving.GetAsync("admin/v1/status")).RootElement.GetProperty("journal").GetProperty("end").GetInt64();

    private static Task WaitForJournalAsync(Serving serving, long end) =>
        Serving.WaitAsync(async () => await JournalEndAsync(serving) >= end);

    private static async Task<string> CurlAsync(string line)
    {
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("sh", ["-c", line + " -s"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return await shell.StandardOutput.ReadToEndAsync(Cancellation);
    }

    private void MakeDatabase() => Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");

    private void Insert(int from, int to)
    {
        for (var id = from; id <= to; id++)
            Execute($"INSERT INTO t VALUES ({id}, 'n{id}')");
    }

    private void Execute(string sql)
    {
        using var connection = SqliteConnection.Open(_rowgate.File("t.db"), SqliteOpenMode.Create, TimeSpan.FromSeconds(10));
        connection.Execute(sql);
    }

    private long Query(string sql)
    {
        using var connection = SqliteConnection.Open(_rowgate.File("t.db"), SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(10));
        return connection.QueryInteger(sql)!.Value;
    }
}
