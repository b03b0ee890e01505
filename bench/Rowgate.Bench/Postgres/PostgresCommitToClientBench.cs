using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace Rowgate.Bench.Postgres;

/// <summary>From a commit by another process to the event at a client, beside a bare reader of the same log.</summary>
internal static class PostgresCommitToClientBench
{
    private const int ChangesPerSecond = 1_000;
    private const int Seconds = 20;
    private const int WarmUp = 3 * ChangesPerSecond;

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        await using var rowgate = await server.ServeAsync("/rest/v1/ticks");
        await server.Server.ExecuteAsync("shop", "CREATE PUBLICATION bare FOR TABLE ticks");
        var committed = new ConcurrentDictionary<long, long>();
        var (ours, bare) = (new List<double>(), new List<double>());
        using var stop = new CancellationTokenSource();
        var (weFollow, theyFollow) = (new TaskCompletionSource(), new TaskCompletionSource());
        var readers = Task.WhenAll(
            FollowAsync(rowgate.Address, committed, ours, weFollow, stop.Token),
            FollowBareAsync(server, committed, bare, theyFollow, stop.Token));
        await Task.WhenAll(weFollow.Task, theyFollow.Task);
        await WriteAsync(server, committed);
        for (var clock = Stopwatch.StartNew(); ours.Count < Seconds * ChangesPerSecond && clock.Elapsed < TimeSpan.FromSeconds(10);)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        await stop.CancelAsync();
        await readers;
        Print("server-sent events", ours);
        Print("bare replication reader", bare);
    }

    private static void Print(string who, List<double> delays)
    {
        var steady = delays.Skip(WarmUp).Order().ToArray();
        Console.WriteLine(
            $"{who,-24} {delays.Count:N0} of {Seconds * ChangesPerSecond:N0} changes at {ChangesPerSecond:N0}/s: "
            + $"p50 {steady[steady.Length / 2]:N2} ms, p99 {steady[steady.Length * 99 / 100]:N2} ms, max {steady[^1]:N2} ms");
    }

    private static async Task FollowAsync(
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

    private static async Task FollowBareAsync(
        BenchServer server, ConcurrentDictionary<long, long> committed, List<double> delays, TaskCompletionSource started, CancellationToken stop)
    {
        await using var connection = new LogicalReplicationConnection(server.ConnectionString);
        await connection.Open(stop);
        var slot = await connection.CreatePgOutputReplicationSlot("bare", temporarySlot: true, cancellationToken: stop);
        started.TrySetResult();
        try
        {
            await foreach (var message in connection.StartReplication(
                slot, new PgOutputReplicationOptions("bare", PgOutputProtocolVersion.V1), stop))
            {
                if (message is InsertMessage insert)
                {
                    await foreach (var value in insert.NewRow)
                    {
                        var id = long.Parse(await value.Get<string>(stop), CultureInfo.InvariantCulture);
                        delays.Add(Stopwatch.GetElapsedTime(committed[id]).TotalMilliseconds);
                        break;
                    }
                }

                connection.SetReplicationStatus(message.WalEnd);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    // Stamped before the statement, so that the time of the commit itself is part of the delay.
    private static async Task WriteAsync(BenchServer server, ConcurrentDictionary<long, long> committed)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString + ";Max Auto Prepare=5");
        await using var connection = await source.OpenConnectionAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var clock = Stopwatch.StartNew();
        for (var id = 1L; id <= Seconds * ChangesPerSecond;)
        {
            await timer.WaitForNextTickAsync();
            for (; id <= Math.Min(clock.Elapsed.TotalSeconds * ChangesPerSecond, Seconds * ChangesPerSecond); id++)
            {
                committed[id] = Stopwatch.GetTimestamp();
                await using var insert = new NpgsqlCommand("INSERT INTO ticks VALUES ($1, 'tick')", connection);
                insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
                await insert.ExecuteNonQueryAsync();
            }
        }
    }
}
