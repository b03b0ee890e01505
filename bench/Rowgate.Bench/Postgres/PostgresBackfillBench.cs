using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Capture;
using Rowgate.Capture.Backfill;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Rules;
using Rowgate.PostgreSql.Servers;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.Bench.Postgres;

/// <summary>The rows of a table into the journal, durable, beside <c>COPY … TO STDOUT</c> of it into <c>/dev/null</c>.</summary>
internal static class PostgresBackfillBench
{
    private const int Rows = 4_000_000;

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync("synchronous_commit=off", "max_wal_size=8GB");
        await server.Server.ExecuteAsync("shop", $"""
            CREATE TABLE old_rows (id bigint PRIMARY KEY, customer bigint, status text, total numeric, made timestamptz);
            INSERT INTO old_rows SELECT i, i % 1000, 'open', (i % 90000) / 100.0, now() FROM generate_series(1, {Rows}) i
            """);
        await server.Server.ExecuteAsync("shop", "VACUUM ANALYZE old_rows");
        await Comparison.PrintAsync("table to journal", "rows", () => BackfillAsync(server), () => CopyAsync(server));
    }

    private static async Task<double> BackfillAsync(BenchServer server)
    {
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "backfill"));
        var options = new PostgresOptions
        {
            ConnectionString = server.ConnectionString,
            Capture = new() { Mode = CaptureMode.Wal, SpoolFolder = Path.Combine(folder.FullName, "spool") },
        };
        var time = TimeProvider.System;
        await using var database = PostgresDatabase.Open(options, PostgresRules.Instance, time, NullLogger.Instance);
        await database.RefreshAsync(CancellationToken.None);
        await using var source = new WalChangeSource("main", options, time, NullLogger<WalChangeSource>.Instance);
        double rate;
        await using (var journal = EmbeddedJournal.Open(
            new() { Directory = folder.FullName, RetentionBytes = 0 }, time, NullLogger<EmbeddedJournal>.Instance))
        {
            using var loop = new CaptureLoop("main", source, journal, time, NullLogger<CaptureLoop>.Instance);
            var backfills = new Backfills(
                database, journal, loop, new() { StateFile = Path.Combine(folder.FullName, "backfills") }, time, NullLogger<Backfills>.Instance);
            using var stop = new CancellationTokenSource();
            var running = Task.WhenAll(loop.RunAsync(stop.Token), backfills.RunAsync(stop.Token));
            while (!loop.State.IsRunning)
                await Task.Delay(TimeSpan.FromMilliseconds(1), time, CancellationToken.None);
            var started = Stopwatch.GetTimestamp();
            if (backfills.Ask([new("public", "old_rows")]) is { } refusal)
                throw new BenchException(refusal.Message);
            while (!backfills.All[0].IsOver)
            {
                if (backfills.All[0].Error is { } error)
                    throw new BenchException($"The backfill failed: {error}");
                await Task.Delay(TimeSpan.FromMilliseconds(1), time, CancellationToken.None);
            }

            rate = backfills.All[0].Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await stop.CancelAsync();
            await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await source.RemoveAsync(CancellationToken.None);
        folder.Delete(recursive: true);
        return rate;
    }

    // The whole process, since it ends by itself.
    private static async Task<double> CopyAsync(BenchServer server)
    {
        var started = Stopwatch.GetTimestamp();
        using var peer = Process.Start(Path.Combine(PostgresRelease.Fifteen.Programs, "psql"), [
            $"host=127.0.0.1 port={server.Server.Port} user=postgres dbname=shop",
            "-X", "-q", "-o", "/dev/null", "-c", "COPY old_rows TO STDOUT"]);
        await peer.WaitForExitAsync();
        if (peer.ExitCode != 0)
            throw new BenchException($"psql ended with {peer.ExitCode}.");
        return Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
