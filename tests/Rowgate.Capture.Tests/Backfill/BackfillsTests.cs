using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Capture.Backfill;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Journal.Embedded;
using Rowgate.Journal.Progress;
using Rowgate.Sqlite;
using Rowgate.Sqlite.Capture;
using Rowgate.SqliteEngine;

namespace Rowgate.Capture.Tests.Backfill;

public sealed class BackfillsTests : IAsyncLifetime
{
    private const int RowCount = 3000;
    private static readonly TableName Items = new("main", "items");
    private static readonly TableName Pairs = new("main", "pairs");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-backfill-");
    private SqliteConnection _writer = null!;
    private SqliteDatabase _database = null!;
    private EmbeddedJournal _journal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "shop.db");

    private string StateFile => Path.Combine(_folder.FullName, "backfills.json");

    public ValueTask InitializeAsync()
    {
        _writer = SqliteConnection.Open(File, SqliteOpenMode.Create, TimeSpan.FromSeconds(10));
        _writer.Execute($"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT, amount INTEGER);
            CREATE TABLE pairs (a TEXT NOT NULL, b INTEGER NOT NULL, note TEXT, PRIMARY KEY (a, b));
            CREATE TABLE bare (text TEXT);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {RowCount})
            INSERT INTO items SELECT i, 'row "' || i || '", [x]', i * 10 FROM n;
            INSERT INTO pairs SELECT 'a' || (id % 7), id, 'note' FROM items WHERE id <= 500;
            """);
        _database = SqliteDatabase.Open(File);
        _journal = EmbeddedJournal.Open(
            new() { Directory = Path.Combine(_folder.FullName, "journal") }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _database.DisposeAsync();
        await _journal.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(RowCount * 2)]
    public async Task The_journal_rebuilds_a_table_that_others_write_meanwhile_with_many_snapshots_and_with_one(int snapshotRows)
    {
        await RunAsync(options => options with { ChunkRowsMax = 100, SnapshotRowsMax = snapshotRows }, async backfills =>
        {
            Assert.Null(backfills.Ask([Items, Pairs]));
            var random = new Random(7);
            for (var i = 0; !backfills.All.All(status => status.IsOver); i++)
            {
                _writer.Execute("BEGIN IMMEDIATE;" + Statement(random, i) + ";COMMIT");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
            }

            Assert.All(backfills.All, status => Assert.Equal(BackfillStage.Done, status.Stage));
        });

        var replica = await ReplayAsync(Items);
        Assert.Equal(Answer("SELECT json_array(id, text, amount) FROM items"), replica.Rows);
        Assert.InRange(replica.Read, 1, RowCount);
        Assert.Equal(Answer("SELECT json_array(a, b, note) FROM pairs"), (await ReplayAsync(Pairs)).Rows);
    }

    [Theory]
    [InlineData(3600, "row")]
    [InlineData(0, "new")]
    public async Task Chunks_are_of_one_snapshot_until_its_time_is_over(int seconds, string text)
    {
        await using var source = new SqliteChangeSource("main", File, new(), TimeProvider.System);
        using var capture = new CaptureLoop("main", source, _journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
        var progress = new SourceProgress("main", _journal);
        capture.Tell(progress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await progress.StartAsync(Token);
        var running = Task.WhenAll(capture.RunAsync(stop.Token), FollowAsync(progress, stop.Token));
        await UntilAsync(() => capture.State.IsRunning);
        await _database.RefreshAsync(Token);
        var options = new BackfillOptions { StateFile = StateFile, ChunkRowsMax = 10, SnapshotTimeMax = TimeSpan.FromSeconds(seconds) };
        await using (var reader = new ChunkReader(_database, progress, options, TimeProvider.System))
        {
            var items = _database.Catalog.Find(Items)!;
            var first = (await reader.ReadAsync(items, default, Token)).Value!;
            _writer.Execute("BEGIN IMMEDIATE; UPDATE items SET text = 'new' WHERE id = 11; COMMIT");
            var second = (await reader.ReadAsync(items, first.LastKey, Token)).Value!;

            Assert.Equal((10, 10), (first.Rows.Count, second.Rows.Count));
            Assert.StartsWith($"[11,\"{text}", second.Rows[0].After.ToString(), StringComparison.Ordinal);
            Assert.Equal(seconds > 0, first.Place == second.Place);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task FollowAsync(SourceProgress progress, CancellationToken cancellationToken)
    {
        await foreach (var batch in _journal.ReadAsync(progress.Offset, cancellationToken))
        {
            foreach (var part in batch)
                progress.Advance(part);
        }
    }

    [Fact]
    public async Task A_restart_goes_on_behind_the_last_row()
    {
        long before = 0;
        await RunAsync(options => options with { ChunkRowsMax = 100, RowsPerSecondMax = 2000 }, async backfills =>
        {
            backfills.Ask([Items]);
            await UntilAsync(() => backfills.All[0].Rows >= 300);
            before = backfills.All[0].Rows;
        });
        var journaled = _journal.End;

        await RunAsync(options => options, backfills => UntilAsync(() => backfills.All[0].IsOver));

        Assert.InRange(before, 300, RowCount - 1);
        Assert.InRange(_journal.End.Value - journaled.Value, 1, RowCount - before);
        Assert.Equal(Answer("SELECT json_array(id, text, amount) FROM items"), (await ReplayAsync(Items)).Rows);
    }

    [Fact]
    public async Task Documents_may_be_nested_deeply()
    {
        var body = new string('[', 500) + new string(']', 500);
        _writer.Execute($"CREATE TABLE documents (id INTEGER PRIMARY KEY, body JSON); INSERT INTO documents VALUES (1, '{body}')");
        var documents = new TableName("main", "documents");

        await RunAsync(options => options, async backfills =>
        {
            backfills.Ask([documents]);
            await UntilAsync(() => backfills.All[0].IsOver);
        });

        Assert.Equal([$"[1,{body}]"], (await ReplayAsync(documents)).Rows);
    }

    [Fact]
    public async Task A_full_disk_under_the_state_does_not_stop_it_and_leaves_the_state_as_it_was()
    {
        await RunAsync(options => options, async backfills =>
        {
            backfills.Ask([Pairs]);
            await UntilAsync(() => backfills.All[0].IsOver);
        });
        var state = System.IO.File.ReadAllText(StateFile);
        System.IO.File.CreateSymbolicLink(StateFile + ".new", "/dev/full");

        await RunAsync(options => options, async backfills =>
        {
            backfills.Ask([Items]);
            await UntilAsync(() => backfills.All.All(status => status.Stage == BackfillStage.Done));
            Assert.Equal([Pairs, Items], backfills.All.Select(status => status.Table));
        });

        Assert.Equal(state, System.IO.File.ReadAllText(StateFile));
        Assert.Equal(Answer("SELECT json_array(id, text, amount) FROM items"), (await ReplayAsync(Items)).Rows);
    }

    [Fact]
    public async Task Rows_that_were_read_do_not_move_the_place_where_capture_goes_on()
    {
        await RunAsync(options => options, async backfills =>
        {
            _writer.Execute("BEGIN IMMEDIATE; UPDATE items SET amount = 0 WHERE id = 1; COMMIT");
            await UntilAsync(() => _journal.End > JournalOffset.Start);
            backfills.Ask([Items]);
            await UntilAsync(() => backfills.All[0].IsOver);
        });
        var end = _journal.End;

        await RunAsync(options => options, async _ =>
        {
            _writer.Execute("BEGIN IMMEDIATE; UPDATE items SET amount = 0 WHERE id = 2; COMMIT");
            await UntilAsync(() => _journal.End > end);
        });

        Assert.Equal(end.Plus(1), _journal.End);
        Assert.Equal(Answer("SELECT json_array(id, text, amount) FROM items"), (await ReplayAsync(Items)).Rows);
    }

    [Fact]
    public async Task A_table_whose_rows_cannot_be_told_apart_is_refused_by_name()
    {
        await RunAsync(options => options, backfills =>
        {
            Assert.Equal(RefusalCode.NotSupported, backfills.Ask([Items, new("main", "bare")])!.Code);
            Assert.Contains("main.bare", backfills.Ask([new("main", "bare")])!.Message, StringComparison.Ordinal);
            Assert.Equal(RefusalCode.RelationNotFound, backfills.Ask([new("main", "nothing")])!.Code);
            Assert.Empty(backfills.All);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_table_that_is_dropped_meanwhile_fails_and_others_go_on()
    {
        await RunAsync(options => options with { ChunkRowsMax = 100, RowsPerSecondMax = 2000 }, async backfills =>
        {
            backfills.Ask([Items, Pairs]);
            await UntilAsync(() => backfills.All[0].Rows >= 200);
            _writer.Execute("DROP TABLE items");
            await UntilAsync(() => backfills.All.All(status => status.IsOver));

            Assert.Equal([BackfillStage.Failed, BackfillStage.Done], backfills.All.Select(status => status.Stage));
        });
    }

    private static string Statement(Random random, int i)
    {
        var id = random.Next(1, RowCount + 50);
        return (i % 6) switch
        {
            0 => $"INSERT OR REPLACE INTO items VALUES ({id}, 'new', {i})",
            1 => $"DELETE FROM items WHERE id = {id}",
            2 => $"UPDATE items SET id = -id WHERE id = {id}",
            3 => $"DELETE FROM pairs WHERE b % 97 = {id % 97}",
            4 => $"UPDATE OR REPLACE pairs SET a = 'a{id % 9}' WHERE b % 50 = {id % 50}",
            _ => $"UPDATE items SET amount = amount + 1 WHERE id % 20 = {id % 20}",
        };
    }

    private async Task RunAsync(Func<BackfillOptions, BackfillOptions> change, Func<Backfills, Task> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var source = new SqliteChangeSource("main", File, new(), TimeProvider.System);
        using var capture = new CaptureLoop("main", source, _journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
        var options = change(new() { StateFile = StateFile, RetryDelay = TimeSpan.FromSeconds(1) });
        var backfills = new Backfills(_database, _journal, capture, options, TimeProvider.System, NullLogger<Backfills>.Instance);
        var running = Task.WhenAll(capture.RunAsync(stop.Token), backfills.RunAsync(stop.Token));
        await UntilAsync(() => capture.State.IsRunning);
        await _database.RefreshAsync(Token);
        await work(backfills);
        var last = Answer("SELECT last FROM _rowgate_head");
        await UntilAsync(() => capture.State.Last.ToString() == last.Single());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, deadline.Token);
    }

    private async Task<TableReplica> ReplayAsync(TableName table)
    {
        var replica = new TableReplica(table);
        await foreach (var batch in _journal.ReadAsync(JournalOffset.Start, Token))
        {
            foreach (var change in batch.SelectMany(part => part.Changes))
                replica.Apply(change);
            if (batch[^1].End >= _journal.End)
                break;
        }

        return replica;
    }

    private List<string> Answer(string sql)
    {
        using var statement = _writer.Prepare(sql);
        List<string> rows = [];
        while (statement.Step())
            rows.Add(statement.Text(0));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
