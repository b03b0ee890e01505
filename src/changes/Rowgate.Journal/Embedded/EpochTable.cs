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
    /// <returns>All epochs. Durable at return.</returns>
    public static JournalEpochs Begin(SqliteConnection connection, StoreState state)
    {
        var name = RandomNumberGenerator.GetHexString(NameLength, lowercase: true);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS epoch(id INTEGER PRIMARY KEY, name TEXT NOT NULL, first INTEGER NOT NULL);
            DELETE FROM epoch WHERE id < (SELECT max(id) FROM epoch WHERE first < {state.Start.Value});
            INSERT INTO epoch(name, first) VALUES ('{name}', {state.End.Value});
            COMMIT;
            """));
        var epochs = ImmutableArray.CreateBuilder<(string, JournalOffset)>();
        using var rows = connection.Prepare("SELECT name, first FROM epoch ORDER BY id");
        while (rows.Step())
            epochs.Add((rows.Text(0), new(rows.Integer(1))));
        return new(epochs.ToImmutable());
    }
}
