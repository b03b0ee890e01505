using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rowgate.SqliteEngine;

namespace Rowgate.Cli.Tests;

/// <summary>
/// The whole program without room to write. The operating system's limit on the size of a file stands for a disk that is
/// full: it needs no rights, it stops the same system calls, and it can be taken away while the program runs.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const long FileSize = 300_000;

    private readonly RowgateProgram _rowgate = new();

    public FullDiskTests()
    {
        using var connection = Connect();
        connection.Execute("PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _rowgate.Dispose();

    [Fact]
    public async Task Writes_are_refused_with_507_and_go_on_without_a_restart_and_no_change_is_lost()
    {
        await using var serving = await _rowgate.ServeWithLimitAsync("t.db");
        await serving.LimitFilesAsync(FileSize);

        var written = 0;
        HttpResponseMessage last;
        while ((last = await PostAsync(serving, written + 1)).StatusCode == HttpStatusCode.Created)
            written++;

        var error = JsonDocument.Parse(await last.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal((507, "53100"), ((int)last.StatusCode, error.GetProperty("code").GetString()));
        Assert.True(last.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal($"[{{\"count\":{written}}}]", await serving.GetAsync("rest/v1/t?select=count()"));
        Assert.Equal(200, (await serving.TryGetAsync("health/live")).Status);

        await serving.LimitFilesAsync(null);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(serving, written + 1)).StatusCode);
        Assert.Equal(Enumerable.Range(1, written + 1), await JournalAsync(serving, written + 1));
    }

    [Fact]
    public async Task A_journal_without_room_loses_nothing_that_others_commit_and_says_that_it_is_behind()
    {
        await using var serving = await _rowgate.ServeWithLimitAsync("t.db");
        await serving.LimitFilesAsync(FileSize);

        for (var id = 1; id <= 100; id++)
        {
            using var connection = Connect();
            connection.Execute($"INSERT INTO t VALUES ({id.ToString(CultureInfo.InvariantCulture)}, hex(zeroblob(10000)))");
        }

        await Serving.WaitAsync(async () => (await serving.TryGetAsync("health/ready")).Status == 503);
        Assert.Equal("[{\"count\":100}]", await serving.GetAsync("rest/v1/t?select=count()"));

        await serving.LimitFilesAsync(null);
        await Serving.WaitAsync(async () => (await serving.TryGetAsync("health/ready")).Status == 200);
        Assert.Equal(Enumerable.Range(1, 100), await JournalAsync(serving, 100));
    }

    [Fact]
    public async Task A_start_without_room_for_the_journal_serves_requests_and_goes_on_by_itself()
    {
        await using (var filling = await _rowgate.ServeWithLimitAsync("t.db"))
        {
            for (var id = 1; id <= 20; id++)
                Assert.Equal(HttpStatusCode.Created, (await PostAsync(filling, id)).StatusCode);
            Assert.Equal(20, (await JournalAsync(filling, 20)).Count());
        }

        // It was killed: what it has appended is in the journal's log still, which is longer than this.
        await using var serving = await _rowgate.ServeWithinAsync(100_000, "t.db");
        await serving.SaysAsync("No space is left for the journal");
        await serving.SaysAsync("journal.db");
        Assert.Equal("[{\"count\":20}]", await serving.GetAsync("rest/v1/t?select=count()"));

        await serving.LimitFilesAsync(null);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(serving, 21)).StatusCode);
        Assert.Equal(Enumerable.Range(1, 21), await JournalAsync(serving, 21));
    }

    private static Task<HttpResponseMessage> PostAsync(Serving serving, int id) =>
        serving.Http.PostAsJsonAsync("rest/v1/t", new { id, name = new string('x', 20_000) }, Cancellation);

    private async Task<IEnumerable<int>> JournalAsync(Serving serving, long end)
    {
        await Serving.WaitAsync(async () =>
            JsonDocument.Parse(await serving.GetAsync("admin/v1/status")).RootElement.GetProperty("journal").GetProperty("end").GetInt64() >= end);
        var run = await _rowgate.RunAsync("changes", "--json");
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("after").GetProperty("id").GetInt32());
    }

    private SqliteConnection Connect() =>
        SqliteConnection.Open(_rowgate.File("t.db"), SqliteOpenMode.Create, TimeSpan.FromSeconds(10));
}
