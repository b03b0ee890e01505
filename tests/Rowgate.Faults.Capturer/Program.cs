// Runs until it is killed, or its standard input ends because whoever started it is gone:
//   capture FILE JOURNAL   carries the changes of an SQLite file into the journal in a directory
//   write FILE NAME SEED   makes random transactions, and writes each operation into the table "history" as well
//   capture-postgres CONNECTION JOURNAL SPOOL, write-postgres CONNECTION NAME SEED   the same for a PostgreSQL database
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Capture;
using Rowgate.Faults.Capturer;
using Rowgate.Journal.Embedded;
using Rowgate.Sqlite.Capture;
using Rowgate.SqliteEngine;

new Thread(EndWithParent) { IsBackground = true }.Start();
await (args[0] switch
{
    "capture" => CaptureAsync(args[1], args[2]),
    "write" => WriteAsync(args[1], args[2], Seeded(args[3])),
    "capture-postgres" => PostgresWork.CaptureAsync(args[1], args[2], args[3]),
    _ => PostgresWork.WriteAsync(args[1], args[2], Seeded(args[3])),
});

static Random Seeded(string seed) => new(int.Parse(seed, CultureInfo.InvariantCulture));

static async Task CaptureAsync(string file, string journalDirectory)
{
    await using var journal = EmbeddedJournal.Open(
        new() { Directory = journalDirectory, RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
    await using var source = new SqliteChangeSource(
        "main", file, new() { WalBytesMax = 1 << 20, TrimInterval = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
    using var loop = new CaptureLoop("main", source, journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
    var running = loop.RunAsync(CancellationToken.None);
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    while (await timer.WaitForNextTickAsync())
        Console.WriteLine(loop.State.IsRunning ? $"{loop.State.Last}" : $"down: {loop.State.Error}");
    await running;
}

static async Task WriteAsync(string file, string name, Random random)
{
    using var connection = SqliteConnection.Open(file, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(20));
    connection.Execute("PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON");
    for (var n = 0; ; n++)
    {
        connection.Execute("BEGIN IMMEDIATE");
        for (var operations = random.Next(1, 8); operations > 0; operations--)
            Operate(connection, random, string.Create(CultureInfo.InvariantCulture, $"{name}-{n}"));
        connection.Execute(random.Next(10) == 0 ? "ROLLBACK" : "COMMIT");
        if (random.Next(3) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 10)), TimeProvider.System, CancellationToken.None);
    }
}

static void Operate(SqliteConnection connection, Random random, string transaction)
{
    var (id, other) = (random.Next(200), random.Next(100));
    var filler = new string('x', random.Next(4) == 0 ? 3000 : 10);
    var sql = random.Next(6) switch
    {
        0 => $"INSERT OR IGNORE INTO items VALUES ({id}, {other}, '{filler}')",
        1 => $"INSERT OR REPLACE INTO items VALUES ({id}, {other}, '{filler}')",
        2 => $"UPDATE OR REPLACE items SET code = {other} WHERE id = {id}",
        3 => $"INSERT INTO items VALUES ({id}, {other}, 'upsert') ON CONFLICT(id) DO UPDATE SET note = note || 'u' ON CONFLICT(code) DO NOTHING",
        4 => $"DELETE FROM items WHERE id BETWEEN {id} AND {id + 2}",
        _ => $"UPDATE OR IGNORE items SET id = {other} WHERE id = {id}",
    };
    connection.Execute(sql);
    connection.Execute($"INSERT INTO history(tx, what) VALUES ('{transaction}', '{sql[..12]}')");
}

// A killed test run must not leave anybody behind who writes for ever.
static void EndWithParent()
{
    Console.OpenStandardInput().CopyTo(Stream.Null);
    Environment.Exit(0);
}
