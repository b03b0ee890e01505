using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal.Embedded;
using Rowgate.SqliteEngine;

namespace Rowgate.Bench;

/// <summary>Append and replay of the embedded journal, against the same bytes put into SQLite as plain blobs.</summary>
internal static class JournalBench
{
    private const int Changes = 400_000;
    private const int TransactionChanges = 100;
    private const int BlobBytes = 64 << 10;

    private static readonly TableShape Orders = new(
        new TableName("main", "orders"),
        [.. new[] { "id", "customer", "status", "total", "placed", "note" }.Select(name => new ShapeColumn(name, "TEXT", ValueKind.Text))],
        [0]);

    /// <summary>Runs all of it.</summary>
    public static async Task RunAsync()
    {
        var transactions = Enumerable.Range(0, Changes / TransactionChanges).Select(Transaction).ToArray();
        var imageBytes = transactions.Sum(part => part.Changes.Sum(change => ((RowInserted)change).After.Json.Length));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Changes:N0} changes in transactions of {TransactionChanges}, {imageBytes / Changes} bytes each; SQLite {SqliteLibrary.Version}"));

        foreach (var group in (int[])[1, 10, 100])
        {
            await Comparison.PrintAsync(
                $"append, fsync each {group * TransactionChanges:N0} changes",
                "changes",
                () => AppendAsync(transactions.Take(group == 1 ? 1000 : transactions.Length), group),
                () => Task.FromResult(RawAppend(imageBytes / Changes, group == 1 ? 1000 : transactions.Length, group)));
        }

        await ReplayAsync(transactions, imageBytes);
    }

    private static TransactionPart Transaction(int number) => new()
    {
        Transaction = new("main", number.ToString(CultureInfo.InvariantCulture), new SourcePosition((ulong)number + 1), DateTimeOffset.UnixEpoch.AddSeconds(number)),
        Changes =
        [
            .. Enumerable.Range(0, TransactionChanges).Select(at => new RowInserted(Orders, RowImage.Of(string.Create(
                CultureInfo.InvariantCulture,
                $"[{(number * TransactionChanges) + at},{number % 997},\"open\",{at}.50,\"2026-11-21T10:00:{at % 60:00}.000Z\",\"left at the door of number {at:00}, as asked\"]")))),
        ],
    };

    private static async Task<double> AppendAsync(IEnumerable<TransactionPart> transactions, int group)
    {
        var directory = Directory.CreateTempSubdirectory("rowgate-bench-").FullName;
        try
        {
            await using var journal = Open(directory);
            var started = Stopwatch.GetTimestamp();
            foreach (var parts in transactions.Chunk(group))
                await journal.AppendAsync(parts, CancellationToken.None);
            return journal.End.Value / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double RawAppend(int changeBytes, int transactions, int group)
    {
        var directory = Directory.CreateTempSubdirectory("rowgate-bench-").FullName;
        try
        {
            using var connection = OpenRaw(directory);
            var blob = Encoding.UTF8.GetBytes(new string('x', changeBytes * TransactionChanges * group));
            var started = Stopwatch.GetTimestamp();
            for (var at = 0; at < transactions; at += group)
                RawAppend(connection, blob);
            return transactions * TransactionChanges / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // One group: its bytes in blobs of the journal's size, then the fsync.
    private static void RawAppend(SqliteConnection connection, ReadOnlySpan<byte> bytes)
    {
        connection.Execute("BEGIN IMMEDIATE");
        while (!bytes.IsEmpty)
        {
            var blob = bytes[..Math.Min(BlobBytes, bytes.Length)];
            using var insert = connection.Prepare("INSERT INTO raw(data) VALUES(?1)");
            insert.BindBlob(1, blob);
            insert.Step();
            bytes = bytes[blob.Length..];
        }

        connection.Execute("COMMIT");
    }

    private static async Task ReplayAsync(TransactionPart[] transactions, int imageBytes)
    {
        var ours = Directory.CreateTempSubdirectory("rowgate-bench-").FullName;
        var peers = Directory.CreateTempSubdirectory("rowgate-bench-").FullName;
        try
        {
            await using var journal = Open(ours);
            foreach (var parts in transactions.Chunk(100))
                await journal.AppendAsync(parts, CancellationToken.None);
            using var raw = OpenRaw(peers);
            RawAppend(raw, new byte[imageBytes]);
            await Comparison.PrintAsync("replay", "changes", () => ReplayAsync(journal), () => Task.FromResult(RawReplay(raw)));
        }
        finally
        {
            Directory.Delete(ours, recursive: true);
            Directory.Delete(peers, recursive: true);
        }
    }

    private static async Task<double> ReplayAsync(EmbeddedJournal journal)
    {
        var started = Stopwatch.GetTimestamp();
        long bytes = 0;
        await foreach (var parts in journal.ReadAsync(journal.Start, CancellationToken.None))
        {
            foreach (var part in parts)
            {
                foreach (var change in part.Changes)
                    bytes += ((RowInserted)change).After.Json.Length;
            }

            if (parts[^1].End == journal.End)
                break;
        }

        return bytes == 0 ? 0 : journal.End.Value / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double RawReplay(SqliteConnection connection)
    {
        var started = Stopwatch.GetTimestamp();
        long bytes = 0;
        using var query = connection.Prepare("SELECT data FROM raw ORDER BY id");
        while (query.Step())
            bytes += query.Blob(0).ToArray().Length;
        return bytes == 0 ? 0 : Changes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static EmbeddedJournal Open(string directory) => EmbeddedJournal.Open(
        new() { Directory = directory, RecentBytesMax = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);

    private static SqliteConnection OpenRaw(string directory)
    {
        var connection = SqliteConnection.Open(Path.Combine(directory, "raw.db"), SqliteOpenMode.Create, TimeSpan.FromSeconds(5));
        connection.Execute("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 4096;
            CREATE TABLE raw(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
            """);
        return connection;
    }
}
