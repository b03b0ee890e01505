using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Asks a table for rows in the order of its cursor.</summary>
internal static class PollingReader
{
    // One change is left for that of the schema. Rows can be large: a page ends at whichever limit it meets first.
    private const int RowsMax = TransactionPart.CountMax - 1;
    private const int PageBytesMax = 4 << 20;

    /// <summary>The newest value of the cursor, as text; null when no row has one.</summary>
    public static async Task<string?> NewestAsync(NpgsqlConnection connection, PollingTable table, CancellationToken cancellationToken)
    {
        var cursor = table.Cursor;
        await using var command = new NpgsqlCommand(
            $"SELECT {cursor}::text FROM {table.From} WHERE {cursor} IS NOT NULL ORDER BY {cursor} DESC LIMIT 1", connection);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="last">The cursor and key of the row to go on behind; null to begin.</param>
    /// <param name="limit">The greatest value of the cursor.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Their changes, with the cursor and key of the last one; no changes when there are no more rows.</returns>
    public static async Task<(List<Change> Changes, string[] Last)> PageAsync(
        NpgsqlConnection connection, PollingTable table, IReadOnlyList<string>? last, string limit, CancellationToken cancellationToken)
    {
        var behind = last is null
            ? ""
            : $" AND ({table.Order()}) > ({string.Join(", ", Enumerable.Range(2, table.OrderCount).Select(number => $"${number}"))})";
        await using var command = new NpgsqlCommand(
            $"""
            SELECT row_to_json(t.*)::text, {table.IsDeleted}, ARRAY[{table.Order("::text")}] FROM {table.From}
            WHERE {table.Cursor} <= $1{behind} ORDER BY {table.Order()} LIMIT {RowsMax}
            """,
            connection)
        {
            CommandTimeout = 0,
        };
        foreach (var text in (last ?? []).Prepend(limit))
            command.Parameters.Add(new() { Value = text, NpgsqlDbType = NpgsqlDbType.Unknown });
        var changes = new List<Change>();
        string[] end = [];
        var bytes = 0;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (bytes < PageBytesMax && await row.ReadAsync(cancellationToken))
        {
            var json = row.GetString(0);
            var image = ImageReader.Read(json, table.Shape);

            // Altered since the tables were looked at: the rest waits for the next look.
            if (image.IsNone)
                break;
            changes.Add(row.GetBoolean(1) ? new RowDeleted(table.Shape, image) : new RowRead(table.Shape, image));
            end = row.GetFieldValue<string[]>(2);
            bytes += json.Length;
        }

        return (changes, end);
    }
}
