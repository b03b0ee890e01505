using System.Diagnostics;
using System.Text;
using Rowgate.Core.Changes;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>SQLite's triggers cannot see transactions; these tests look for one that was split or merged.</summary>
public sealed class TransactionBoundaryTests
{
    private const string Marks = "CREATE TABLE marks(id INTEGER PRIMARY KEY, tx INT, size INT, filler TEXT);";

    [Fact]
    public async Task Transactions_of_threads_and_processes_stay_apart_and_whole()
    {
        await using var capture = new CaptureFixture(Marks);
        await capture.StartAsync();

        await Task.WhenAll(
            Task.Run(() => Write(capture, 100_000, 400), TestContext.Current.CancellationToken),
            Task.Run(() => Write(capture, 200_000, 400), TestContext.Current.CancellationToken),
            capture.ShellAsync(Script(300_000, 200)),
            capture.ShellAsync(Script(400_000, 200)));

        AssertWhole(await capture.TakeAsync(), 1200);
    }

    [Fact]
    public async Task The_WAL_starts_over_under_load_and_no_boundary_is_lost()
    {
        await using var capture = new CaptureFixture(Marks, new() { WalBytesMax = 1 << 20 });
        await capture.StartAsync();

        var counts = await Task.WhenAll(
            Task.Run(() => WriteUntilRestarted(capture, 1_000_000, restarts: 5), TestContext.Current.CancellationToken),
            Task.Run(() => WriteUntilRestarted(capture, 2_000_000, restarts: 5), TestContext.Current.CancellationToken));

        AssertWhole(await capture.TakeAsync(), counts.Sum());
    }

    [Fact]
    public async Task Foreign_checkpoints_of_every_kind_take_no_boundary_away()
    {
        await using var capture = new CaptureFixture(Marks);
        await capture.StartAsync();
        using var other = capture.Open();
        other.Execute("PRAGMA busy_timeout = 50");

        for (var round = 0; round < 40; round++)
        {
            Write(capture, round * 10, 10);
            other.QueryInteger($"PRAGMA wal_checkpoint({(round % 3) switch { 0 => "PASSIVE", 1 => "RESTART", _ => "TRUNCATE" }})");
        }

        AssertWhole(await capture.TakeAsync(), 400);
    }

    [Fact]
    public async Task Changes_made_while_Rowgate_was_away_keep_their_boundaries_as_long_as_the_WAL_has_them()
    {
        await using var capture = new CaptureFixture(Marks);
        await capture.StartAsync();
        Write(capture, 0, 10);
        var last = (await capture.TakeAsync())[^1].Info.Position.Value;
        await capture.StopAsync();

        Write(capture, 100, 10);
        await capture.StartAsync(last);
        Write(capture, 200, 10);

        AssertWhole(await capture.TakeAsync(), 20);
    }

    [Fact]
    public async Task Changes_whose_boundaries_are_gone_come_as_one_transaction_and_complete()
    {
        await using var capture = new CaptureFixture(Marks);
        await capture.StartAsync();
        await capture.StopAsync();

        Write(capture, 100, 10);
        capture.Writer.QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)");
        Write(capture, 200, 10);
        await capture.StartAsync();

        var transactions = await capture.TakeAsync();
        Assert.Equal(10, transactions.Count);
        Assert.Equal(11, transactions[0].Changes.Select(Tx).Distinct().Count());
        AssertWhole([.. transactions.Skip(1)], 9);
    }

    [Fact]
    public async Task A_WAL_is_restarted_although_the_reader_of_changes_stands_still()
    {
        await using var capture = new CaptureFixture(Marks, new() { WalBytesMax = 1 << 20 });
        using var stop = new CancellationTokenSource();
        await using var changes = capture.Source.ReadAsync(default, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await changes.MoveNextAsync());
        Assert.Empty(changes.Current);

        var count = WriteUntilRestarted(capture, 10, restarts: 3);

        var seen = new HashSet<long>();
        while (seen.Count < count && await changes.MoveNextAsync())
            seen.UnionWith(changes.Current.Select(part => Assert.Single(part.Changes.Select(Tx).Distinct())));
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_WAL_is_restarted_although_nothing_that_is_written_is_captured()
    {
        await using var capture = new CaptureFixture(
            Marks + "CREATE TABLE unseen(rowid INT, _rowid_ INT, oid INT, filler TEXT);", new() { WalBytesMax = 1 << 20 });
        await capture.StartAsync();
        using var connection = capture.Open();
        connection.Execute("PRAGMA synchronous = OFF");
        var start = TimeProvider.System.GetTimestamp();
        var salt = Salt(capture);

        for (var restarts = 0; restarts < 3;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "The WAL does not start over.");
            connection.Execute("INSERT INTO unseen(filler) VALUES (hex(zeroblob(5000)))");
            var now = Salt(capture);
            restarts += now == salt ? 0 : 1;
            salt = now;
        }

        Write(capture, 0, 10);
        AssertWhole(await capture.TakeAsync(), 10);
    }

    [Fact]
    public async Task A_database_older_than_its_journal_is_refused()
    {
        await using var capture = new CaptureFixture(Marks);
        await capture.StartAsync();
        Write(capture, 0, 1);
        await capture.TakeAsync();
        await capture.StopAsync();

        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => capture.StartAsync(after: 500));
        Assert.Contains("500", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsTransient);
    }

    [Fact]
    public async Task A_journal_older_than_what_was_trimmed_is_refused()
    {
        await using var capture = new CaptureFixture(Marks, new() { TrimInterval = TimeSpan.Zero });
        await capture.StartAsync();
        Write(capture, 0, 5);
        await capture.TakeAsync();
        await Eventually.TrueAsync(() => capture.Writer.QueryInteger("SELECT trimmed FROM _rowgate_head") > 1);
        await capture.StopAsync();

        await Assert.ThrowsAsync<DatabaseException>(() => capture.StartAsync(after: 1));
    }

    private static void Write(CaptureFixture capture, int firstTx, int count, int fillerBytes = 0)
    {
        using var connection = capture.Open();
        connection.Execute("PRAGMA synchronous = OFF");
        for (var tx = firstTx; tx < firstTx + count; tx++)
            connection.Execute(Transaction(tx, fillerBytes));
    }

    private static int WriteUntilRestarted(CaptureFixture capture, int firstTx, int restarts)
    {
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (var salt = Salt(capture); restarts > 0; count += 20)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "The WAL does not start over.");
            Write(capture, firstTx + count, 20, fillerBytes: 3000);
            var now = Salt(capture);
            restarts -= now == salt ? 0 : 1;
            salt = now;
        }

        return count;
    }

    private static string Salt(CaptureFixture capture)
    {
        // Capture has claimed the file against .NET's own locks.
        using var head = Process.Start(new ProcessStartInfo("head", ["-c", "24", capture.Path + "-wal"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var header = new byte[24];
        head.StandardOutput.BaseStream.ReadExactly(header);
        return Convert.ToHexString(header, 16, 8);
    }

    private static string Script(int firstTx, int count)
    {
        var script = new StringBuilder();
        for (var tx = firstTx; tx < firstTx + count; tx++)
            script.AppendLine(Transaction(tx, 0));
        return script.ToString();
    }

    // One row as a bare statement, more of them between BEGIN and COMMIT.
    private static string Transaction(int tx, int fillerBytes)
    {
        var size = (tx % 4) + 1;
        var insert = $"INSERT INTO marks(tx, size, filler) VALUES ({tx}, {size}, hex(zeroblob({fillerBytes / 2})));";
        return size == 1 ? insert : $"BEGIN IMMEDIATE; {string.Concat(Enumerable.Repeat(insert, size))} COMMIT;";
    }

    private static void AssertWhole(IReadOnlyList<CapturedTransaction> transactions, int count)
    {
        foreach (var transaction in transactions)
        {
            var tx = Assert.Single(transaction.Changes.Select(Tx).Distinct());
            Assert.Equal((tx % 4) + 1, transaction.Changes.Count);
        }

        Assert.Equal(count, transactions.Count);
        Assert.Equal(count, transactions.Select(transaction => Tx(transaction.Changes[0])).Distinct().Count());
    }

    private static long Tx(Change change) =>
        long.Parse(((RowInserted)change).After.ToString().Split(',')[1], System.Globalization.CultureInfo.InvariantCulture);
}
