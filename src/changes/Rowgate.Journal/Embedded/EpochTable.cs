using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Rowgate.Core.Positions;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>The table of the epochs in the file of the store.</summary>
internal static class EpochTable
{
    private const int NameLength = 8;

    /// <summary>Begins an epoch at the end of the journal, and forgets those that are wholly behind its start.</summary>
    /// <remarks>Without room on the disk the new epoch is known to this process only. That is safe: whoever comes with an offset of
    /// it later is told that it has expired.</remarks>
    /// <returns>All epochs, and whether they are durable.</returns>
    public static (JournalEpochs Epochs, bool IsDurable) Begin(SqliteConnection connection, StoreState state)
    {
        var name = RandomNumberGenerator.GetHexString(NameLength, lowercase: true);
        var isDurable = TryAdd(connection, name, state);
        var epochs = ImmutableArray.CreateBuilder<(string, JournalOffset)>();
        if (isDurable || connection.QueryInteger("SELECT count(*) FROM sqlite_schema WHERE name = 'epoch'") > 0)
        {
            using var rows = connection.Prepare("SELECT name, first FROM epoch ORDER BY id");
            while (rows.Step())
                epochs.Add((rows.Text(0), new(rows.Integer(1))));
        }

        if (!isDurable)
            epochs.Add((name, state.End));
        return (new(epochs.ToImmutable()), isDurable);
    }

    // False when there is no room.
    private static bool TryAdd(SqliteConnection connection, string name, StoreState state)
    {
        try
        {
            Add(connection, name, state);
            return true;
        }
        catch (SqliteException cause) when (cause.IsFull)
        {
            // A full disk makes SQLite roll back by itself, mostly.
            if (!connection.IsAutoCommit)
                connection.Execute("ROLLBACK");
            return false;
        }
    }

    private static void Add(SqliteConnection connection, string name, StoreState state) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS epoch(id INTEGER PRIMARY KEY, name TEXT NOT NULL, first INTEGER NOT NULL);
            DELETE FROM epoch WHERE id < (SELECT max(id) FROM epoch WHERE first < {state.Start.Value});
            INSERT INTO epoch(name, first) VALUES ('{name}', {state.End.Value});
            COMMIT;
            """));
}
