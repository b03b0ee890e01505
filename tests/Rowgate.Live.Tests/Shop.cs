using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Journal.Embedded;
using Rowgate.Sqlite;
using Rowgate.SqliteEngine;

namespace Rowgate.Live.Tests;

/// <summary>A real SQLite file and a real journal, with a capture that the test drives: exact, and as late as it likes.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public static readonly TableName Orders = new("main", "orders");

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, status TEXT, total INTEGER);
        CREATE TABLE notes (text TEXT);
        CREATE TABLE unseen (rowid INTEGER, _rowid_ INTEGER, oid INTEGER);
        CREATE VIEW open_orders AS SELECT * FROM orders WHERE status = 'open';
        CREATE TABLE _rowgate_head (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, actor TEXT);
        INSERT INTO _rowgate_head VALUES (1, 0, NULL);
        INSERT INTO customers VALUES (1, 'ada'), (2, 'bob'), (3, 'cy');
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-live-");
    private readonly SqliteConnection _writer;
    private readonly Lock _commitOrder = new();
    private readonly Channel<List<TransactionPart>> _captured = Channel.CreateBounded<List<TransactionPart>>(100_000);
    private readonly SemaphoreSlim _journalInUse = new(1, 1);
    private readonly Task _capturing;
    private CancellationTokenSource _run = new();
    private SqliteDatabase _database;
    private EmbeddedJournal _journal;
    private Task _running = Task.CompletedTask;
    private ulong _position;
    private List<Change>? _merged;

    public Shop(LiveOptions? options = null)
    {
        Options = options ?? new() { EvaluationIntervalMin = TimeSpan.FromMilliseconds(5) };
        Options = Options with { Queries = new BindOptions { AggregatesEnabled = true } };
        _writer = SqliteConnection.Open(File, SqliteOpenMode.Create, TimeSpan.FromSeconds(10));
        _writer.Execute(Schema);
        (_database, _journal, Live) = Open();
        _capturing = CaptureAsync();
        Start();
    }

    public LiveOptions Options { get; }

    public LiveQueries Live { get; private set; }

    public SqliteDatabase Database => _database;

    public EmbeddedJournal Journal => _journal;

    /// <summary>What every place in the journal means for the orders: the rows after all changes before it.</summary>
    public History History { get; } = new();

    private string File => Path.Combine(_folder.FullName, "shop.db");

    private string JournalFolder => Path.Combine(_folder.FullName, "journal");

    public static LiveRequest Request(string text, JournalOffset? from = null)
    {
        var parsed = QueryParser.ParseRelation(text).Value!;
        return new(Caller.Anonymous, new("main", parsed.Relation), parsed.Query, from);
    }

    /// <summary>Commits a transaction, and captures it soon.</summary>
    public void Commit(Action<ShopTransaction> work)
    {
        lock (_commitOrder)
        {
            var transaction = new ShopTransaction(_writer);
            _writer.Execute("BEGIN IMMEDIATE");
            work(transaction);
            if (transaction.Changes.Count == 0)
            {
                _writer.Execute("COMMIT");
                return;
            }

            _position += (ulong)transaction.Changes.Count;
            _writer.Execute($"UPDATE _rowgate_head SET last = {_position}; COMMIT");
            History.Add(transaction.Changes);
            if (_merged is not null)
            {
                _merged.AddRange(transaction.Changes);
                return;
            }

            Capture(transaction.Changes);
        }
    }

    /// <summary>Captures nothing of what is committed from now on, until <see cref="CaptureMerged"/>.</summary>
    public void HoldCapture()
    {
        lock (_commitOrder)
            _merged = [];
    }

    /// <summary>Captures all that was held as one transaction, as capture does when it is far behind.</summary>
    public void CaptureMerged()
    {
        lock (_commitOrder)
        {
            Capture(_merged!);
            _merged = null;
        }
    }

    /// <summary>Puts a change into the journal that capture did not make.</summary>
    public void Commit(Change change) => Commit(transaction => transaction.Changes.Add(change));

    /// <summary>Waits until everything committed so far was matched.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (Live.Offset.Value < (long)_position)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
    }

    public async Task<LiveQuery> FollowAsync(string text, JournalOffset? from, CancellationToken cancellationToken)
    {
        var opened = await Live.OpenAsync(Request(text, from), cancellationToken);
        Assert.True(opened.Accepted, opened.Refusal?.Message);
        return opened.Value;
    }

    /// <summary>What the query answers in one read.</summary>
    public async Task<List<string>> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var request = Request(text);
        var plan = QueryBinder.Bind(_database.Catalog, request.Relation, request.Query, Options.Queries).Value!;
        await using var rows = (await _database.ReadAsync(plan, default, cancellationToken)).Value!;
        List<string> all = [];
        while ((await rows.NextAsync(cancellationToken)).Value is { Count: > 0 } batch)
            all.AddRange(Enumerable.Range(0, batch.Count).Select(i => System.Text.Encoding.UTF8.GetString(batch[i].Span)));
        return all;
    }

    /// <summary>Stops everything but the database's file, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await _journalInUse.WaitAsync();
        await StopAsync();
        (_database, _journal, Live) = Open();
        Start();
        _journalInUse.Release();
    }

    public async ValueTask DisposeAsync()
    {
        _captured.Writer.Complete();
        await _capturing;
        await StopAsync();
        _writer.Dispose();
        _journalInUse.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Capture(List<Change> changes)
    {
        var info = new TransactionInfo("main", $"{_position}", new(_position), DateTimeOffset.UnixEpoch.AddSeconds(_position));
        Assert.True(_captured.Writer.TryWrite(PartsOf(info, changes)));
    }

    // In several parts, as capture sends large transactions.
    private static List<TransactionPart> PartsOf(TransactionInfo info, List<Change> changes)
    {
        var size = Math.Max(2, changes.Count / 4);
        return
        [
            .. changes.Chunk(size).Select((chunk, i) => new TransactionPart
            {
                Transaction = info,
                Index = i * size,
                IsLast = (i + 1) * size >= changes.Count,
                Changes = chunk,
            }),
        ];
    }

    private (SqliteDatabase Database, EmbeddedJournal Journal, LiveQueries Live) Open()
    {
        var database = SqliteDatabase.Open(File);
        var journal = EmbeddedJournal.Open(
            new() { Directory = JournalFolder }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        return (database, journal, new(
            database, journal, new(AnonymousAccess.Read), Options, TimeProvider.System, NullLogger<LiveQueries>.Instance));
    }

    private void Start()
    {
        _run = new();
        _running = Live.RunAsync(_run.Token);
    }

    private async Task StopAsync()
    {
        await _run.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _run.Dispose();
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task CaptureAsync()
    {
        while (await _captured.Reader.WaitToReadAsync())
        {
            List<TransactionPart> parts = [];
            while (parts.Count < 10 && _captured.Reader.TryRead(out var part))
                parts.AddRange(part);
            await _journalInUse.WaitAsync();
            await _journal.AppendAsync(parts, CancellationToken.None);
            _journalInUse.Release();
        }
    }
}
