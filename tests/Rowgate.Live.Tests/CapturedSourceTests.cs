using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Capture;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Databases;
using Rowgate.Journal.Embedded;
using Rowgate.Sqlite;
using Rowgate.Sqlite.Capture;
using Rowgate.SqliteEngine;

namespace Rowgate.Live.Tests;

/// <summary>The whole change path: foreign writers, triggers, journal, live queries.</summary>
public sealed class CapturedSourceTests
{
    private static readonly string[] Queries =
    [
        "orders",
        "orders?customer_id=eq.2",
        "orders?status=eq.open&select=id,total",
        "orders?select=total&customer_id=eq.1",
        "notes",
        "orders?order=total.desc,id&limit=5",
        "orders?select=status,count()",
        "orders?select=id,customers(name)&total=lt.50",
        "open_orders",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Followers_end_with_what_SQL_answers_whoever_wrote_it()
    {
        var folder = Directory.CreateTempSubdirectory("rowgate-live-");
        var path = Path.Combine(folder.FullName, "shop.db");
        using (var connection = Connect(path, SqliteOpenMode.Create))
        {
            connection.Execute("""
                CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
                CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, status TEXT, total REAL);
                CREATE TABLE notes (text TEXT);
                CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status = 'open';
                INSERT INTO customers VALUES (1, 'ada'), (2, 'bob');
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 40)
                INSERT INTO orders SELECT n, n % 2 + 1, 'open', n * 1.5 FROM numbers;
                """);
        }

        await using (var database = SqliteDatabase.Open(path))
        await using (var journal = EmbeddedJournal.Open(
            new() { Directory = Path.Combine(folder.FullName, "journal") }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            await using var source = new SqliteChangeSource("main", path, new(), TimeProvider.System);
            using var capture = new CaptureLoop("main", source, journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
            var live = new LiveQueries(
                database,
                journal,
                new(AnonymousAccess.Read),
                new() { Queries = new BindOptions { AggregatesEnabled = true }, ProgressInterval = TimeSpan.FromMilliseconds(500) },
                TimeProvider.System,
                NullLogger<LiveQueries>.Instance);
            var running = Task.WhenAll(capture.RunAsync(stop.Token), live.RunAsync(stop.Token));
            while (!capture.State.IsRunning)
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);

            await ConvergeAsync(path, database, live);

            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        folder.Delete(recursive: true);
    }

    private static async Task ConvergeAsync(string path, SqliteDatabase database, LiveQueries live)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(5));
        var written = Task.WhenAll(Enumerable.Range(0, 3).Select(writer => WriteAsync(path, new Random(writer))));
        var followers = Enumerable.Range(0, 27)
            .Select(i => FollowAsync(live, database, Queries[i % Queries.Length], new Random(100 + i), written, deadline.Token));
        await Task.WhenAll(followers);
    }

    private static async Task FollowAsync(
        LiveQueries live, SqliteDatabase database, string query, Random random, Task written, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), TimeProvider.System, cancellationToken);
        var opened = await live.OpenAsync(RequestOf(query), cancellationToken);
        await using var following = opened.Value!;
        var replica = new Replica();
        var isOrdered = query.Contains("order=", StringComparison.Ordinal);
        await foreach (var happened in following.ReadAsync(cancellationToken))
        {
            replica.Apply(happened);
            if (happened.Offset is null || !written.IsCompleted)
                continue;
            var answered = await AnswerAsync(database, query, cancellationToken);
            if (isOrdered ? answered.SequenceEqual(replica.Rows) : answered.Order(StringComparer.Ordinal).SequenceEqual(replica.SortedRows))
                return;
        }

        Assert.Fail($"{query} ended with {replica.Words[^1]}");
    }

    private static async Task<List<string>> AnswerAsync(SqliteDatabase database, string query, CancellationToken cancellationToken)
    {
        var request = RequestOf(query);
        var plan = QueryBinder.Bind(
            database.Catalog, request.Relation, request.Query, new BindOptions { AggregatesEnabled = true }).Value!;
        await using var rows = (await database.ReadAsync(plan, default, RequestSession.Own, cancellationToken)).Value!;
        List<string> all = [];
        while ((await rows.NextAsync(cancellationToken)).Value is { Count: > 0 } batch)
            all.AddRange(Enumerable.Range(0, batch.Count).Select(i => Encoding.UTF8.GetString(batch[i].Span)));
        return all;
    }

    private static async Task WriteAsync(string path, Random random)
    {
        using var connection = Connect(path, SqliteOpenMode.ReadWrite);
        for (var i = 0; i < 100; i++)
        {
            var id = random.Next(1, 80);
            connection.Execute("BEGIN IMMEDIATE;" + random.Next(6) switch
            {
                0 => $"INSERT OR REPLACE INTO orders VALUES ({id}, {random.Next(1, 3)}, 'open', {random.Next(1000) / 10.0:0.0})",
                1 => $"UPDATE orders SET status = CASE status WHEN 'open' THEN 'paid' ELSE 'open' END WHERE id % 7 = {id % 7}",
                2 => $"UPDATE orders SET total = total + 1, customer_id = 3 - customer_id WHERE id = {id}",
                3 => $"DELETE FROM orders WHERE id = {id}",
                4 => $"INSERT INTO notes VALUES ('note{id % 5}'); UPDATE notes SET text = 'other' WHERE text = 'note{random.Next(5)}'",
                _ => $"UPDATE customers SET name = 'name{id % 3}' WHERE id = 1",
            } + ";COMMIT");
            if (i % 4 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10)), TimeProvider.System, Token);
        }
    }

    private static LiveRequest RequestOf(string text)
    {
        var parsed = QueryParser.ParseRelation(text).Value!;
        return new(Caller.Anonymous, new("main", parsed.Relation), parsed.Query, null);
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode) =>
        SqliteConnection.Open(path, mode, TimeSpan.FromSeconds(20));
}
