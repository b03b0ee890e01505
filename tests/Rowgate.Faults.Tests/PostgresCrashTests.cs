using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Faults.Tests;

/// <summary>Kills capture from the log, and the server itself, under load, and compares the journal with the database.</summary>
/// <remarks>3 rounds of each, or 100 with <c>ROWGATE_LONG=1</c>. The seed is in every message; <c>ROWGATE_SEED</c> sets it.</remarks>
public sealed class PostgresCrashTests : IAsyncLifetime
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1" ? 100 : 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-crash-");
    private readonly int _seed = int.Parse(Environment.GetEnvironmentVariable("ROWGATE_SEED") ?? "20261121", CultureInfo.InvariantCulture);
    private PostgresServer _server = null!;

    private string Journal => Path.Combine(_folder.FullName, "journal");

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(PostgresRelease.Fifteen, "logical_decoding_work_mem=64kB", "checkpoint_timeout=30s");
        await ExecuteAsync("""
            CREATE TABLE items (id int PRIMARY KEY, code int, note text);
            CREATE TABLE history (seq bigserial PRIMARY KEY, writer text NOT NULL, n int NOT NULL)
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Capture_killed_at_any_moment_loses_repeats_and_reorders_nothing()
    {
        var random = new Random(_seed);
        await BeginAsync();
        var writers = Writers(random);
        for (var round = 0; round < Rounds; round++)
        {
            await using var capture = Capture();
            await LetRunAsync(random.Next(500, 1500));
            await capture.KillAsync();
        }

        await FinishAsync(writers);
    }

    [Fact]
    public async Task A_server_that_crashes_at_any_moment_loses_repeats_and_reorders_nothing()
    {
        var random = new Random(_seed);
        await BeginAsync();
        var writers = Writers(random);
        await using (var capture = Capture())
        {
            for (var round = 0; round < Rounds; round++)
            {
                await LetRunAsync(random.Next(500, 1500));
                await _server.StopAsync("immediate");
                await _server.StartAsync();

                // A server that lives for a second never notes by itself from where its slot has to be decoded again.
                if (random.Next(2) == 0)
                    await ExecuteAsync("CHECKPOINT");
                if (round % 10 == 9)
                    await CaughtUpAsync(capture);
            }

            await StopAsync(writers);
            await CaughtUpAsync(capture);
        }

        await FinishAsync(writers);
    }

    private static Task LetRunAsync(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);

    private ChildProcess Capture() => new("capture-postgres", _server.ConnectionString, Journal, Path.Combine(_folder.FullName, "spool"));

    private List<ChildProcess> Writers(Random random) =>
    [
        .. Enumerable.Range(0, 3).Select(writer => new ChildProcess(
            "write-postgres", _server.ConnectionString, $"w{writer}", random.Next().ToString(CultureInfo.InvariantCulture))),
    ];

    // What is there before the journal begins is not in it: so begin with nothing.
    private async Task BeginAsync()
    {
        await using var capture = Capture();
        await CaughtUpAsync(capture);
    }

    private static async Task StopAsync(List<ChildProcess> writers)
    {
        foreach (var writer in writers)
            await writer.DisposeAsync();
        writers.Clear();
    }

    private async Task FinishAsync(List<ChildProcess> writers)
    {
        await StopAsync(writers);
        await using (var last = Capture())
            await CaughtUpAsync(last);
        await CompareAsync();
    }

    // However far behind it is: it must not stand still.
    private async Task CaughtUpAsync(ChildProcess capture)
    {
        var (moved, newest) = (Stopwatch.StartNew(), 0ul);
        ulong? target = null;
        while (target is null || newest < target)
        {
            Assert.True(moved.Elapsed < TimeSpan.FromSeconds(60), "Capture does not catch up: " + capture.Output);
            target ??= (ulong)(decimal)(await QueryAsync("SELECT (pg_current_wal_insert_lsn() - '0/0')::numeric"))[0];
            await LetRunAsync(20);
            if (ulong.TryParse(capture.Last, CultureInfo.InvariantCulture, out var passed) && passed > newest)
            {
                newest = passed;
                moved.Restart();
            }
        }
    }

    private async Task CompareAsync()
    {
        var items = new SortedDictionary<int, string>();
        var seen = new HashSet<long>();
        var newest = new Dictionary<string, int>(StringComparer.Ordinal);
        var (last, transactions) = (0ul, 0);
        await using (var journal = EmbeddedJournal.Open(
            new() { Directory = Journal, RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance))
        {
            await foreach (var parts in journal.ReadAsync(journal.Start, TestContext.Current.CancellationToken))
            {
                foreach (var part in parts)
                {
                    var position = part.Transaction.Position.Value;
                    Assert.True(part.Index > 0 ? position == last : position > last, $"seed {_seed}: positions grow.");
                    last = position;
                    transactions++;
                    foreach (var change in part.Changes)
                        Apply(change, items, seen, newest);
                }

                if (parts[^1].End == journal.End)
                    break;
            }
        }

        var message = $"seed {_seed}: {seen.Count} rows in {transactions} parts";
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        Assert.True((await QueryAsync("SELECT seq FROM history")).Cast<long>().ToHashSet().SetEquals(seen), message);
        Assert.Equal(await QueryAsync("SELECT json_build_array(id, code, note)::jsonb::text FROM items ORDER BY id"), items.Values.Select(row => row.Replace(",", ", ", StringComparison.Ordinal)));
    }

    private void Apply(Change change, SortedDictionary<int, string> items, HashSet<long> seen, Dictionary<string, int> newest)
    {
        switch (change)
        {
            case RowInserted { Shape.Table.Name: "history", After: var row }:
                var values = row.ToString().Trim('[', ']').Split(',');
                Assert.True(seen.Add(long.Parse(values[0], CultureInfo.InvariantCulture)), $"seed {_seed}: {row} came twice.");
                var n = int.Parse(values[2], CultureInfo.InvariantCulture);
                Assert.True(newest.GetValueOrDefault(values[1], -1) <= n, $"seed {_seed}: {row} came late.");
                newest[values[1]] = n;
                break;
            case RowInserted { After: var row }:
                Assert.True(items.TryAdd(Key(row), row.ToString()), $"seed {_seed}: {row} was inserted twice.");
                break;
            case RowUpdated { Before: var before, After: var after }:
                Remove(items, before);
                items.Add(Key(after), after.ToString());
                break;
            case RowDeleted { Before: var row }:
                Remove(items, row);
                break;
            default:
                Assert.Fail($"seed {_seed}: {change}");
                break;
        }
    }

    private void Remove(SortedDictionary<int, string> items, RowImage row)
    {
        Assert.True(items.Remove(Key(row), out var known), $"seed {_seed}: {row} was not there.");
        Assert.Equal(known, row.ToString());
    }

    private static int Key(RowImage row) => int.Parse(row.ToString()[1..].Split(',')[0], CultureInfo.InvariantCulture);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<object>> QueryAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<object>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            values.Add(reader.GetValue(0));
        return values;
    }
}
