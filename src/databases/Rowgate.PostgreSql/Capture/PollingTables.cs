using System.Collections.Immutable;
using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Finds the tables that polling is configured for.</summary>
internal static class PollingTables
{
    /// <summary>Reads them.</summary>
    /// <returns>Those that can be read, ordered by name, and what is wrong with the others.</returns>
    public static async Task<(ImmutableArray<PollingTable> Tables, ImmutableArray<string> Problems)> ReadAsync(
        PostgresOptions options, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await new TriggerTables(options).ReadAsync(connection, cancellationToken);
        var tables = ImmutableArray.CreateBuilder<PollingTable>();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, columns) in options.Capture.Polling.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var shape = found.Find(table => table.Shape.Table.ToString() == name)?.Shape;
            var unknown = new[] { columns.Cursor, columns.Deleted }.FirstOrDefault(
                column => column is not null && shape?.Columns.All(known => known.Name != column) == true);
            if (shape is null)
                problems.Add($"There is no table {name} in the schemas of capture.");
            else if (unknown is not null)
                problems.Add($"Table {name} has no column \"{unknown}\".");
            else if (shape.Key.IsEmpty)
                problems.Add($"Table {name} has no primary key, by which its rows could be told apart.");
            else
                tables.Add(new(shape, columns));
        }

        return (tables.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>Says what polling would do, without doing it.</summary>
    public static async Task<CapturePreview> PreviewAsync(
        PostgresOptions options, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (tables, problems) = await ReadAsync(options, connection, cancellationToken);
        if (options.Capture.Polling.IsEmpty)
            problems = ["No table has a cursor column in capture.polling."];
        if (await Pooler.LendsSessionsAsync(connection, cancellationToken))
            problems = [.. problems, $"{CaptureFaults.Pooled().Message} Set database.direct-source."];
        var window = options.Capture.PollingPace.SafetyWindow;
        return new(
            "polling",
            [.. tables.Select(table => new TablePreview(
                table.Shape.Table,
                true,
                $"Read again in the order of {table.Columns.Cursor}; "
                + (table.Columns.Deleted is { } deleted ? $"{deleted} marks deleted rows." : "deleted rows are not noticed.")))],
            [
                $"Polling sees no images before a change, no transactions, no deletes of rows, and of many changes of a row only the last; "
                + $"each comes {window} late at least.",
            ])
        {
            Ways = [new("polling", problems, [])],
        };
    }
}
