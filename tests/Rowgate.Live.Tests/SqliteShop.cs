using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access;
using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.Journal.Embedded;
using Rowgate.Sqlite;
using Rowgate.SqliteEngine;

namespace Rowgate.Live.Tests;

/// <summary>A real SQLite file and a real journal, with a capture that the test drives: exact, and as late as it likes.</summary>
internal sealed class SqliteShop : Shop
{
    private const string Own = """
        CREATE TABLE unseen (rowid INTEGER, _rowid_ INTEGER, oid INTEGER);
        CREATE TABLE _rowgate_head (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, actor TEXT);
        INSERT INTO _rowgate_head VALUES (1, 0, NULL);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-live-");
    private readonly SqliteConnection _writer;
    private readonly Channel<List<TransactionPart>> _captured = Channel.CreateBounded<List<TransactionPart>>(100_000);
    private readonly SemaphoreSlim _journalInUse = new(1, 1);
    private readonly Task _capturing;
    private CancellationTokenSource _run = new();
    private SqliteDatabase _database;
    private EmbeddedJournal _journal;
    private LiveQueries _live;
    private Task _running = Task.CompletedTask;
    private ulong _position;
    private List<Change>? _merged;

    public SqliteShop(LiveOptions? options = null)
        : base(options)
    {
        _writer = SqliteConnection.Open(File, SqliteOpenMode.Create, TimeSpan.FromSeconds(10));
        _writer.Execute("PRAGMA journal_mode = WAL;" + Tables + Own);
        (_database, _journal, _live) = Open();
        _capturing = CaptureAsync();
        Start();
    }

    public override LiveQueries Live => _live;

    public override IDatabase Database => _database;

    public override EmbeddedJournal Journal => _journal;

    public override string Schema => "main";

    public override string RowId => "rowid";

    public override string ArrayFunction => "json_array";

    protected override string Begin => "BEGIN IMMEDIATE";

    private string File => Path.Combine(_folder.FullName, "shop.db");

    private string JournalFolder => Path.Combine(_folder.FullName, "journal");

    /// <summary>Captures nothing of what is committed from now on, until <see cref="CaptureMerged"/>.</summary>
    public void HoldCapture()
    {
        lock (CommitOrder)
            _merged = [];
    }

    /// <summary>Captures all that was held as one transaction, as capture does when it is far behind.</summary>
    public void CaptureMerged()
    {
        lock (CommitOrder)
        {
            Capture(_merged!);
            _merged = null;
        }
    }

    /// <summary>Puts a change into the journal that capture did not make.</summary>
    public void Commit(Change change) => Commit(transaction => transaction.Changes.Add(change));

    public override void Execute(string sql) => _writer.Execute(sql);

    public override string? Query(string sql) => _writer.QueryText(sql);

    public override async Task RestartAsync()
    {
        await _journalInUse.WaitAsync();
        await StopAsync();
        (_database, _journal, _live) = Open();
        Start();
        _journalInUse.Release();
    }

    public override async ValueTask DisposeAsync()
    {
        _captured.Writer.Complete();
        await _capturing;
        await StopAsync();
        _writer.Dispose();
        _journalInUse.Dispose();
        _folder.Delete(recursive: true);
    }

    protected override void Commit(List<Change> changes)
    {
        if (changes.Count == 0)
        {
            _writer.Execute("COMMIT");
            return;
        }

        _position += (ulong)changes.Count;
        _writer.Execute($"UPDATE _rowgate_head SET last = {_position}; COMMIT");
        History.Add(changes);
        if (_merged is not null)
            _merged.AddRange(changes);
        else
            Capture(changes);
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
        _running = _live.RunAsync(_run.Token);
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
