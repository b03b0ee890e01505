using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Cli.Tests.Postgres;

/// <summary>What requests, capture and a live query make of a database that goes away while all of them are busy.</summary>
public sealed class LoadedOutageTests : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ConcurrentBag<int> _written = [];
    private readonly ConcurrentBag<string> _wrong = [];
    private readonly ConcurrentQueue<string> _heard = [];
    private int _id = 1000;
    private int _refused;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A minute, or just long enough for everybody to notice.
    private static TimeSpan Away { get; } =
        Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1" ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(2);

    public void Dispose() => _end.Dispose();

    [Theory]
    [InlineData("killed")]
    [InlineData("stopped")]
    [InlineData("ends all connections")]
    public async Task Nothing_is_lost_and_nobody_hangs_when_the_database_is(string how)
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var shop = await Shop.MakeAsync(server);
        await using var serving = await shop.Rowgate.ServeAsync([.. shop.Plain, "--set", "capture.mode=wal"]);
        var seen = new ConcurrentQueue<int>();
        var following = FollowAsync(serving, seen);
        var load = Enumerable.Range(0, 4).Select(_ => WriteAsync(serving)).Append(ReadAsync(serving)).ToArray();
        await Serving.WaitAsync(() => Task.FromResult(_written.Count > 50 && !_heard.IsEmpty));

        await BreakAsync(server, shop, how);

        await serving.WaitUntilReadyAsync();
        var before = _written.Count;
        await Serving.WaitAsync(() => Task.FromResult(_written.Count > before + 50));
        await _end.CancelAsync();
        await Task.WhenAll(load);
        var expected = (await shop.Database.QueryAsync<int[]>("SELECT array_agg(id ORDER BY id) FROM orders WHERE id > 1000"))!;
        try
        {
            await Serving.WaitAsync(() => Task.FromResult(seen.Count >= expected.Length));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The live query lacks {string.Join(' ', expected.Except(seen).Take(20))}, and said last: {string.Join('\n', _heard.TakeLast(20))}\n{serving.Log}");
        }

        Assert.Empty(_wrong);
        Assert.Empty(_written.Except(expected));
        Assert.Equal(expected, seen.Order());
        var journal = await shop.Rowgate.RunAsync("changes", "orders?id=gt.1000", "--json");
        Assert.Equal(
            expected,
            journal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("after").GetProperty("id").GetInt32()).Order());
        serving.Signal("KILL");
        await following;
    }

    private async Task BreakAsync(PostgresServer server, Shop shop, string how)
    {
        if (how == "ends all connections")
        {
            for (var round = 0; round < 5; round++)
            {
                await shop.Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{shop.Login}'");
                var before = _written.Count;
                await Serving.WaitAsync(() => Task.FromResult(_written.Count > before + 10));
            }

            return;
        }

        if (how == "killed")
            server.Kill();
        else
            await server.StopAsync();
        await Serving.WaitAsync(() => Task.FromResult(_refused > 20));
        await Task.Delay(Away, TimeProvider.System, Cancellation);
        await server.StartAsync();
    }

    private async Task WriteAsync(Serving serving)
    {
        while (!_end.IsCancellationRequested)
        {
            var id = Interlocked.Increment(ref _id);
            using var body = new StringContent(string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}"""), Encoding.UTF8, "application/json");
            using var response = await serving.Http.PostAsync(new Uri("rest/v1/orders", UriKind.Relative), body, Cancellation);
            if ((int)response.StatusCode == 201)
                _written.Add(id);
            else
                await JudgeAsync(response);
        }
    }

    private async Task ReadAsync(Serving serving)
    {
        while (!_end.IsCancellationRequested)
        {
            using var response = await serving.Http.GetAsync(new Uri("rest/v1/orders?limit=1", UriKind.Relative), Cancellation);
            if (!response.IsSuccessStatusCode)
                await JudgeAsync(response);
        }
    }

    // Who is refused may try again, and is told when. A busy loop would only take the processor from the server.
    private async Task JudgeAsync(HttpResponseMessage response)
    {
        Interlocked.Increment(ref _refused);
        if ((int)response.StatusCode != 503 || response.Headers.RetryAfter is null)
            _wrong.Add($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancellation)}");
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
    }

    // What was written in an outage may come faster than we read it: who is told so goes on where it was told to.
    private async Task FollowAsync(Serving serving, ConcurrentQueue<int> seen)
    {
        var from = "";
        while (await FollowFromAsync(from, serving, seen) is { } next)
            from = next;
    }

    // The id to resume from; null at the end of the server.
    private async Task<string?> FollowFromAsync(string from, Serving serving, ConcurrentQueue<int> seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "rest/v1/orders?id=gt.1000&select=id");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (from.Length > 0)
            request.Headers.Add("Last-Event-ID", from);
        using var response = await serving.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        try
        {
            while (await lines.ReadLineAsync(Cancellation) is { } line)
            {
                _heard.Enqueue(line);
                if (!line.StartsWith("data: {", StringComparison.Ordinal))
                    continue;
                var data = JsonDocument.Parse(line[6..]).RootElement;
                if (data.TryGetProperty("row", out var row))
                    seen.Enqueue(row.GetProperty("id").GetInt32());
                else if (data.TryGetProperty("rows", out var rows))
                    rows.EnumerateArray().ToList().ForEach(one => seen.Enqueue(one.GetProperty("id").GetInt32()));
                else if (data.TryGetProperty("resume", out var next))
                    return next.GetString();
            }
        }
        catch (IOException)
        {
            // The end of the test is that of the server.
        }

        return null;
    }
}
