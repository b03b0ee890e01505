using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Values;
using Rowgate.Live;
using Rowgate.Sqlite;
using Rowgate.SqliteEngine;

namespace Rowgate.Bench;

/// <summary>What a change costs that one live query matches, when there are 10 live queries and when there are 10,000.</summary>
internal static class FanoutBench
{
    private const int Changes = 200_000;
    private const int TransactionChanges = 100;

    /// <summary>Runs all of it.</summary>
    public static async Task RunAsync()
    {
        // Once for the compiler.
        await MeasureAsync(10);
        var few = new List<Measure>();
        var many = new List<Measure>();
        for (var round = 0; round < 3; round++)
        {
            few.Add(await MeasureAsync(10));
            many.Add(await MeasureAsync(10_000));
        }

        Print("cost of a change, matched and buffered", few, many, measure => measure.MatchedNs);
        Print("cost of a change, until its reader has it", few, many, measure => measure.ReceivedNs);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"memory of a live query that waits: {Middle(many, measure => measure.Bytes):N0} bytes"));
    }

    private static async Task<Measure> MeasureAsync(int queries)
    {
        var folder = Directory.CreateTempSubdirectory("rowgate-bench-");
        var path = Path.Combine(folder.FullName, "shop.db");
        using (var connection = SqliteConnection.Open(path, SqliteOpenMode.Create, TimeSpan.FromSeconds(1)))
        {
            connection.Execute("""
                CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, status TEXT, total INTEGER, note TEXT);
                CREATE TABLE _rowgate_head (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, actor TEXT);
                INSERT INTO _rowgate_head VALUES (1, 0, NULL);
                """);
        }

        await using var database = SqliteDatabase.Open(path);
        await using var journal = new PreparedJournal();
        var live = new LiveQueries(
            database,
            journal,
            new(AnonymousAccess.Read),
            new() { BufferEventsMax = Changes, BufferBytesMax = long.MaxValue },
            TimeProvider.System,
            NullLogger<LiveQueries>.Instance);
        using var stop = new CancellationTokenSource();
        var running = live.RunAsync(stop.Token);
        var measure = await MeasureAsync(live, database, journal, queries, stop.Token);

        await stop.CancelAsync();
        await Task.WhenAny(running);
        folder.Delete(recursive: true);
        return measure;
    }

    private static async Task<Measure> MeasureAsync(
        LiveQueries live, SqliteDatabase database, PreparedJournal journal, int queries, CancellationToken cancellationToken)
    {
        var batches = Prepare(TableShape.Of(database.Catalog.Find(new("main", "orders"))!), queries);
        var received = new Received(Changes);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var readers = new Task[queries];
        for (var customer = 0; customer < queries; customer++)
            readers[customer] = await FollowAsync(live, customer, received, cancellationToken);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / queries;

        var start = Stopwatch.GetTimestamp();
        journal.Release(batches);
        while (live.Offset < journal.End)
            await Task.Yield();
        var matched = Stopwatch.GetElapsedTime(start);
        await received.All;
        var done = Stopwatch.GetElapsedTime(start);
        GC.KeepAlive(readers);
        return new(matched.TotalNanoseconds / Changes, done.TotalNanoseconds / Changes, bytes);
    }

    // Returns once the reader has its snapshot and waits.
    private static async Task<Task> FollowAsync(LiveQueries live, int customer, Received received, CancellationToken cancellationToken)
    {
        var query = QueryParser.Parse(string.Create(CultureInfo.InvariantCulture, $"customer_id=eq.{customer}")).Value!;
        var opened = await live.OpenAsync(new(Caller.Anonymous, new("main", "orders"), query), cancellationToken);
        var events = opened.Value!.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        return ReadAsync(events, received);
    }

    private static async Task ReadAsync(IAsyncEnumerator<LiveEvent> events, Received received)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.Kind == LiveEventKind.Change)
                received.Count();
        }
    }

    private static List<IReadOnlyList<TransactionPart>> Prepare(TableShape shape, int queries)
    {
        var batches = new List<IReadOnlyList<TransactionPart>>();
        for (var first = 0; first < Changes; first += TransactionChanges)
        {
            batches.Add(
            [
                new()
                {
                    Transaction = new("main", "1", new SourcePosition((ulong)first + 1), DateTimeOffset.UnixEpoch),
                    Offset = new(first),
                    Changes = [.. Enumerable.Range(first, TransactionChanges).Select(id => Update(shape, id, queries))],
                },
            ]);
        }

        return batches;
    }

    private static RowUpdated Update(TableShape shape, int id, int queries) => new(
        shape,
        RowImage.Of(string.Create(CultureInfo.InvariantCulture, $"[{id},{id % queries},\"open\",5,\"left at the door, as asked\"]")),
        RowImage.Of(string.Create(CultureInfo.InvariantCulture, $"[{id},{id % queries},\"paid\",5,\"left at the door, as asked\"]")));

    private static void Print(string what, List<Measure> few, List<Measure> many, Func<Measure, double> value) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-44} 10 queries {Middle(few, value),8:N0} ns   10,000 queries {Middle(many, value),8:N0} ns   ratio {Middle(many, value) / Middle(few, value):0.00}"));

    private static double Middle(List<Measure> measures, Func<Measure, double> value) =>
        measures.Select(value).Order().ElementAt(measures.Count / 2);

    private sealed record Measure(double MatchedNs, double ReceivedNs, long Bytes);

    private sealed class Received(int expected)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task All => _all.Task;

        public void Count()
        {
            if (Interlocked.Increment(ref _count) == expected)
                _all.SetResult();
        }
    }
}
