using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rowgate.Capture;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.Bench.Postgres;

/// <summary>From the log into the journal, durable, beside <c>pg_recvlogical</c> writing the same to <c>/dev/null</c>.</summary>
/// <remarks>Both read copies of one slot, with the same options.</remarks>
internal static class PostgresWalBench
{
    private const string Slot = "rowgate";
    private const string Template = "template";

    public static async Task RunAsync()
    {
        await CompareAsync("one transaction", 1_000_000, """
            INSERT INTO log_rows SELECT i, i % 1000, 'open', (i % 90000) / 100.0, now() FROM generate_series(1, 1000000) i
            """);
        await CompareAsync("transactions of one row", 100_000, """
            DO $$ BEGIN FOR i IN 1..100000 LOOP
              INSERT INTO log_rows VALUES (i, i % 1000, 'open', (i % 90000) / 100.0, now()); COMMIT; END LOOP; END $$
            """);
    }

    private static async Task CompareAsync(string what, int rows, string sql)
    {
        await using var server = await BenchServer.StartAsync("synchronous_commit=off", "max_wal_size=8GB");
        await server.Server.ExecuteAsync("shop", """
            CREATE TABLE log_rows (id bigint PRIMARY KEY, customer bigint, status text, total numeric, made timestamptz)
            """);
        await InstallAsync(server);
        await server.Server.ExecuteAsync("shop", sql);
        var end = await QueryAsync<string>(server, "SELECT pg_current_wal_lsn()::text");
        await server.Server.ExecuteAsync("shop", "SET synchronous_commit = on; SELECT pg_logical_emit_message(true, 'rowgate-heartbeat', '')");

        var processor = new List<double>();
        await Comparison.PrintAsync(
            $"log to journal, {what}", "rows",
            async () => rows / await CaptureAsync(server, rows, processor),
            async () => rows / await ReceiveAsync(server, end));
        var middle = processor.Order().ElementAt(processor.Count / 2) * 1_000_000 / rows;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  processor time of ours: {middle:0.00} s for a million rows"));
    }

    // What capture installs, and a slot at that place to copy from.
    private static async Task InstallAsync(BenchServer server)
    {
        await CaptureAsync(server, 0, []);
        await CopyAsync(server, Slot, Template);
    }

    private static Task CopyAsync(BenchServer server, string from, string to) =>
        server.Server.ExecuteAsync("shop", $"""
            SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{to}';
            SELECT pg_copy_logical_replication_slot('{from}', '{to}')
            """);

    private static async Task<T> QueryAsync<T>(BenchServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    // The seconds until a new journal has all the rows, durable.
    private static async Task<double> CaptureAsync(BenchServer server, int rows, List<double> processor)
    {
        if (rows > 0)
            await CopyAsync(server, Template, Slot);
        var journalFolder = Directory.CreateDirectory(Path.Combine(server.Folder, "journal"));
        var process = Process.GetCurrentProcess();
        var used = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        double seconds;
        await using (var journal = EmbeddedJournal.Open(
            new() { Directory = journalFolder.FullName, RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance))
        {
            var options = new PostgresOptions
            {
                ConnectionString = server.ConnectionString,
                Capture = new() { SpoolFolder = Path.Combine(server.Folder, "spool") },
            };
            await using var source = new WalChangeSource("main", options, TimeProvider.System, NullLogger<WalChangeSource>.Instance);
            using var loop = new CaptureLoop("main", source, journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
            using var stop = new CancellationTokenSource();
            var running = loop.RunAsync(stop.Token);
            while (!loop.State.IsRunning || journal.End.Value < rows)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await stop.CancelAsync();
            await running;
        }

        process.Refresh();
        processor.Add((process.TotalProcessorTime - used).TotalSeconds);
        journalFolder.Delete(recursive: true);
        return seconds;
    }

    // The seconds of the whole process, since it ends by itself.
    private static async Task<double> ReceiveAsync(BenchServer server, string end)
    {
        await CopyAsync(server, Template, "peer");
        var started = Stopwatch.GetTimestamp();
        using var peer = Process.Start(Path.Combine(PostgresRelease.Fifteen.Programs, "pg_recvlogical"), [
            "--dbname", $"host=127.0.0.1 port={server.Server.Port} user=postgres dbname=shop", "--slot", "peer", "--start", "--no-loop",
            "--endpos", end, "-o", "proto_version=3", "-o", $"publication_names={Slot}", "-o", "streaming=on", "-o", "messages=on",
            "-f", "/dev/null"]);
        await peer.WaitForExitAsync();
        if (peer.ExitCode != 0)
            throw new BenchException($"pg_recvlogical ended with {peer.ExitCode}.");
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
