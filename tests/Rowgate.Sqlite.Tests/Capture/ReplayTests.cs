using Rowgate.Core.Changes;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>Whatever is done, replaying the captured changes leaves the rows that the database has.</summary>
public sealed class ReplayTests
{
    private static readonly int SeedCount = Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1" ? 300 : 12;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, SeedCount)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Replayed_changes_make_the_same_tables_and_the_same_transactions(int seed)
    {
        await using var capture = new CaptureFixture(RandomOperations.Schema);
        await capture.StartAsync();
        var random = new Random(seed);
        var operations = new RandomOperations(random);
        var connections = new[] { Connect(capture, random), Connect(capture, random), Connect(capture, random) };
        var ends = new List<ulong>();
        var replay = new Replay();

        for (var transaction = 0; transaction < 120; transaction++)
        {
            Write(connections[random.Next(connections.Length)], random, operations);
            var last = (ulong)capture.Writer.QueryInteger("SELECT last FROM _rowgate_head")!.Value;
            if (last > (ends.Count == 0 ? 0 : ends[^1]))
                ends.Add(last);
            if (transaction % 40 == 39)
                replay.AssertIs(Rows(capture.Writer), await capture.TakeAsync(), seed);
        }

        Assert.Equal(ends, (await capture.TakeAsync()).Select(transaction => transaction.Info.Position.Value));
    }

    private static SqliteConnection Connect(CaptureFixture capture, Random random)
    {
        var connection = capture.Open();
        connection.Execute($"PRAGMA foreign_keys = {random.Next(2)}; PRAGMA recursive_triggers = {random.Next(2)}");
        return connection;
    }

    private static void Write(SqliteConnection connection, Random random, RandomOperations operations)
    {
        var isBare = random.Next(3) == 0;
        if (isBare)
        {
            TryExecute(connection, operations.Next());
            return;
        }

        connection.Execute("BEGIN IMMEDIATE");
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var isUndone = random.Next(5) == 0;
            if (isUndone)
                connection.Execute("SAVEPOINT s");
            TryExecute(connection, operations.Next());
            if (isUndone)
                connection.Execute("ROLLBACK TO s; RELEASE s");
        }

        connection.Execute(random.Next(6) == 0 ? "ROLLBACK" : "COMMIT");
    }

    private static void TryExecute(SqliteConnection connection, string sql)
    {
        try
        {
            connection.Execute(sql);
        }
        catch (SqliteException cause) when (cause.Code == 19)
        {
            // A constraint said no. What OR FAIL had done until then stays.
        }
    }

    private static List<string> Rows(SqliteConnection connection)
    {
        var found = new List<string>();
        var schema = SchemaReader.Read(connection);
        foreach (var name in RandomOperations.Tables)
        {
            var table = schema.Catalog.Find(new("main", name))!;
            using var rows = connection.Prepare($"SELECT {string.Join(", ", table.Columns.Select(column => SqlName.Quote(column.Name)))} FROM {name}");
            while (rows.Step())
                found.Add($"{name} {Literals.Row(table, rows)}");
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Rows as the changes leave them. A delete or update of a row that is not there is an error.</summary>
    private sealed class Replay
    {
        private readonly List<string> _rows = [];
        private int _taken;

        public void AssertIs(List<string> expected, IReadOnlyList<CapturedTransaction> transactions, int seed)
        {
            foreach (var change in transactions.Skip(_taken).SelectMany(transaction => transaction.Changes))
                Apply(change, seed);
            _taken = transactions.Count;
            _rows.Sort(StringComparer.Ordinal);
            Assert.Equal(expected, _rows);
        }

        private void Apply(Change change, int seed)
        {
            var table = ((TableChange)change).Shape.Table.Name;
            if (change is RowDeleted { Before: var gone })
                Assert.True(_rows.Remove($"{table} {gone}"), $"Seed {seed}: {CapturedTransaction.Line(change)}, which is not there.");
            if (change is RowUpdated { Before: var before })
                Assert.True(_rows.Remove($"{table} {before}"), $"Seed {seed}: {CapturedTransaction.Line(change)}, which is not there.");
            if (change is RowInserted { After: var row })
                _rows.Add($"{table} {row}");
            if (change is RowUpdated { After: var after })
                _rows.Add($"{table} {after}");
        }
    }
}
