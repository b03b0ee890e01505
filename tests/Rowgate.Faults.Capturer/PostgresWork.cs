using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rowgate.Capture;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.Faults.Capturer;

/// <summary>Captures and writes a PostgreSQL database.</summary>
internal static class PostgresWork
{
    // Writers go on without a pause while capture is down, but not for ever: what they write in the meantime has to be read
    // before the next crash, or it piles up from one crash to the next.
    private const long AheadBytesMax = 4 << 20;
    private const int LookEvery = 20;

    private static readonly string IsTooFarAhead = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT EXISTS (SELECT FROM pg_replication_slots
          WHERE slot_name = 'rowgate' AND pg_current_wal_insert_lsn() - confirmed_flush_lsn > {AheadBytesMax})
        """);

    /// <summary>Carries the changes into a journal, and says how far it is 50 times a second.</summary>
    public static async Task CaptureAsync(string connection, string journalDirectory, string spool)
    {
        await using var journal = EmbeddedJournal.Open(
            new() { Directory = journalDirectory, RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        var options = new PostgresOptions { ConnectionString = connection, Capture = new() { SpoolFolder = spool } };
        await using var source = new WalChangeSource("main", options, TimeProvider.System, NullLogger<WalChangeSource>.Instance);
        using var loop = new CaptureLoop("main", source, journal, TimeProvider.System, NullLogger<CaptureLoop>.Instance);
        var running = loop.RunAsync(CancellationToken.None);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (await timer.WaitForNextTickAsync())
        {
            source.Wake();
            Console.WriteLine(loop.State.IsRunning ? $"{loop.State.Passed}" : $"down: {loop.State.Error}");
        }

        await running;
    }

    /// <summary>Makes random transactions; each operation is a row of the table "history" as well. Waits while it is so far
    /// ahead of capture that capture could not catch up between two crashes.</summary>
    public static async Task WriteAsync(string connectionText, string name, Random random)
    {
        for (var n = 0; ; n++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionText + ";Pooling=false");
                await connection.OpenAsync();
                for (; ; n++)
                {
                    if (n % LookEvery == 0)
                        await LetCaptureFollowAsync(connection);
                    await using var command = new NpgsqlCommand(Transaction(random, name, n), connection);
                    await command.ExecuteNonQueryAsync();
                }
            }
            catch (NpgsqlException)
            {
                // Deadlocked with another writer, or the server was killed: there is always a next transaction.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task LetCaptureFollowAsync(NpgsqlConnection connection)
    {
        await using var look = new NpgsqlCommand(IsTooFarAhead, connection);
        while (await look.ExecuteScalarAsync() is true)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
    }

    private static string Transaction(Random random, string name, int n)
    {
        var sql = "BEGIN;";
        for (var operations = random.Next(1, 6); operations > 0; operations--)
        {
            var isUndone = random.Next(6) == 0;
            var statement = $"{Operation(random)}; INSERT INTO history(writer, n) VALUES ('{name}', {n.ToString(CultureInfo.InvariantCulture)});";
            sql += isUndone ? $"SAVEPOINT s; {statement} ROLLBACK TO s;" : statement;
        }

        if (random.Next(40) == 0)
        {
            sql += string.Create(CultureInfo.InvariantCulture,
                $"INSERT INTO history(writer, n) SELECT '{name}', {n} FROM generate_series(1, {random.Next(500, 9000)});");
        }

        return sql + (random.Next(10) == 0 ? "ROLLBACK" : "COMMIT");
    }

    private static string Operation(Random random)
    {
        var (id, other, filler) = (random.Next(100), random.Next(1000), new string('x', random.Next(8) == 0 ? 3000 : 5));
        return random.Next(3) switch
        {
            0 => $"INSERT INTO items VALUES ({id}, {other}, '{filler}') ON CONFLICT (id) DO UPDATE SET code = excluded.code",
            1 => $"UPDATE items SET code = {other} WHERE id BETWEEN {id} AND {id + 1}",
            _ => $"DELETE FROM items WHERE id = {id}",
        };
    }
}
