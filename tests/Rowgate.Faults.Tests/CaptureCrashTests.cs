using System.Globalization;
using Rowgate.SqliteEngine;

namespace Rowgate.Faults.Tests;

/// <summary>Kills capture and the writers at random moments, and compares the journal with the database's own history.</summary>
/// <remarks>5 rounds, or 200 with <c>ROWGATE_LONG=1</c>. The seed is in every message; <c>ROWGATE_SEED</c> sets it.</remarks>
public sealed class CaptureCrashTests : IDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1" ? 200 : 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-crash-");
    private readonly int _seed = int.Parse(
        Environment.GetEnvironmentVariable("ROWGATE_SEED") ?? "20261121", CultureInfo.InvariantCulture);

    private string File => Path.Combine(_folder.FullName, "shop.db");

    private string Journal => Path.Combine(_folder.FullName, "journal");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Killed_at_any_moment_nothing_is_lost_repeated_reordered_or_split()
    {
        var random = new Random(_seed);
        MakeDatabase();

        // Install first, so that there is something to follow; whoever starts from nothing takes a snapshot.
        await using (var first = new ChildProcess("capture", File, Journal))
            await CaughtUpAsync(first);

        var writers = new[] { Writer(0, random), Writer(1, random), Writer(2, random) };
        for (var round = 1; round <= Rounds; round++)
        {
            await using var capture = new ChildProcess("capture", File, Journal);
            await LetRunAsync(random.Next(100, 900));
            if (random.Next(3) == 0)
            {
                var victim = random.Next(writers.Length);
                await writers[victim].DisposeAsync();
                writers[victim] = Writer(victim + (10 * round), random);
            }

            await capture.KillAsync();
            if (random.Next(4) == 0)
                await LetRunAsync(random.Next(300));
            if (round % 10 == 0)
                Compare(await JournalledHistory.ReadAsync(Journal, TestContext.Current.CancellationToken), isComplete: false);
        }

        foreach (var writer in writers)
            await writer.DisposeAsync();
        await using (var last = new ChildProcess("capture", File, Journal))
            await CaughtUpAsync(last);
        Compare(await JournalledHistory.ReadAsync(Journal, TestContext.Current.CancellationToken), isComplete: true);
    }

    private static Task LetRunAsync(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);

    private ChildProcess Writer(int name, Random random) =>
        new("write", File, string.Create(CultureInfo.InvariantCulture, $"w{name}"), random.Next().ToString(CultureInfo.InvariantCulture));

    private void MakeDatabase()
    {
        using var connection = SqliteConnection.Open(File, SqliteOpenMode.Create, TimeSpan.FromSeconds(5));
        connection.Execute("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE items(id INTEGER PRIMARY KEY, code INT UNIQUE, note TEXT);
            CREATE TABLE history(seq INTEGER PRIMARY KEY AUTOINCREMENT, tx TEXT NOT NULL, what TEXT);
            """);
    }

    private async Task CaughtUpAsync(ChildProcess capture)
    {
        using var connection = SqliteConnection.Open(File, SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(20));
        var start = TimeProvider.System.GetTimestamp();
        while (Last(connection) is not { } last || capture.Last != last.ToString(CultureInfo.InvariantCulture))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "Capture does not catch up: " + capture.Output);
            await LetRunAsync(20);
        }
    }

    private static long? Last(SqliteConnection connection) =>
        connection.QueryInteger("SELECT 1 FROM sqlite_schema WHERE name = '_rowgate_head'") is null
            ? null
            : connection.QueryInteger("SELECT last FROM _rowgate_head");

    private void Compare(JournalledHistory journal, bool isComplete)
    {
        using var connection = SqliteConnection.Open(File, SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(20));
        var database = Column(connection, "SELECT json_array(seq, tx, what) FROM history ORDER BY seq");
        var message = $"seed {_seed}: {journal.Rows.Count} rows in {journal.Transactions.Count} transactions, database has {database.Count}";

        // Nothing lost, repeated or reordered: the journal is the history, or its beginning.
        Assert.True(database.Take(journal.Rows.Count).SequenceEqual(journal.Rows, StringComparer.Ordinal), message);

        // Whole: no transaction of a writer is in two of the journal.
        var names = journal.Transactions.SelectMany(transaction => transaction).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        if (!isComplete)
            return;
        Assert.True(database.Count == journal.Rows.Count, message);
        Assert.Equal(Column(connection, "SELECT json_array(id, code, note) FROM items ORDER BY id"), journal.Items.Values);

        // Neighbours may only be merged where Rowgate was away for longer than the WAL remembers.
        var merged = journal.Transactions.Count(transaction => transaction.Length > 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{message}; {merged} merged");
        Assert.True(merged <= Rounds + 1, $"{message}; {merged} merged");
    }

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        var values = new List<string>();
        using var rows = connection.Prepare(sql);
        while (rows.Step())
            values.Add(rows.Text(0));
        return values;
    }
}
