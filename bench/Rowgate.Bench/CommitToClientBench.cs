using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Rowgate.Bench;

/// <summary>From a commit by another process's connection to the event at a server-sent events client.</summary>
internal static class CommitToClientBench
{
    private const int ChangesPerSecond = 1_000;
    private const int Seconds = 20;
    private const int WarmUp = 3 * ChangesPerSecond;

    public static async Task RunAsync()
    {
        using var database = new BenchDatabase();
        await using var rowgate = await RowgateProcess.StartAsync(database.Path, database.Data, "/rest/v1/ticks");
        var committed = new ConcurrentDictionary<long, long>();
        var delays = new List<double>();
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var reader = ReadAsync(rowgate.Address, committed, delays, started, stop.Token);
        await started.Task;
        await WriteAsync(database, committed);
        for (var clock = Stopwatch.StartNew(); delays.Count < Seconds * ChangesPerSecond && clock.Elapsed < TimeSpan.FromSeconds(10);)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        await stop.CancelAsync();
        await reader;
        var steady = delays.Skip(WarmUp).Order().ToArray();
        Console.WriteLine(
            $"{delays.Count:N0} of {Seconds * ChangesPerSecond:N0} changes at {ChangesPerSecond:N0}/s: "
            + $"p50 {steady[steady.Length / 2]:N2} ms, p99 {steady[steady.Length * 99 / 100]:N2} ms, max {steady[^1]:N2} ms");
    }

    private static async Task ReadAsync(
        Uri address, ConcurrentDictionary<long, long> committed, List<double> delays, TaskCompletionSource started, CancellationToken stop)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/rest/v1/ticks?select=id"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
        try
        {
            while (await lines.ReadLineAsync(stop) is { } line)
            {
                if (line.StartsWith("data: {\"rows\"", StringComparison.Ordinal))
                    started.TrySetResult();
                if (!line.StartsWith("data: {\"op\"", StringComparison.Ordinal))
                    continue;
                var now = Stopwatch.GetTimestamp();
                var at = line.IndexOf("\"id\":", StringComparison.Ordinal) + 5;
                var id = long.Parse(line.AsSpan(at, line.AsSpan(at).IndexOfAny(',', '}')), CultureInfo.InvariantCulture);
                delays.Add(Stopwatch.GetElapsedTime(committed[id], now).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    // Stamped before the statement, so that the time of the commit itself is part of the delay.
    private static async Task WriteAsync(BenchDatabase database, ConcurrentDictionary<long, long> committed)
    {
        using var connection = database.Connect();
        connection.Execute("PRAGMA synchronous = NORMAL");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var clock = Stopwatch.StartNew();
        for (var id = 1L; id <= Seconds * ChangesPerSecond;)
        {
            await timer.WaitForNextTickAsync();
            for (; id <= Math.Min(clock.Elapsed.TotalSeconds * ChangesPerSecond, Seconds * ChangesPerSecond); id++)
            {
                committed[id] = Stopwatch.GetTimestamp();
                using var insert = connection.Prepare("INSERT INTO ticks VALUES (?1, 'tick')");
                insert.Bind(1, id);
                insert.Step();
            }
        }
    }
}
