using System.Collections.Immutable;
using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>The shapes that images in the change table were written in, kept beside them.</summary>
internal static class ShapeStore
{
    /// <summary>The shapes whose triggers are in place, as far as we know.</summary>
    public static List<StoredShape> Current(SqliteConnection connection)
    {
        var found = new List<StoredShape>();
        using var rows = connection.Prepare("SELECT id, name, definition, keys FROM _rowgate_shape WHERE current ORDER BY id");
        while (rows.Step())
            found.Add(new(rows.Integer(0), rows.Text(1), Read(rows.Utf8(2)), Keys(rows.Utf8(3))));
        return found;
    }

    /// <summary>One shape, current or not.</summary>
    public static TableShape? Find(SqliteConnection connection, long id)
    {
        using var row = connection.Prepare("SELECT definition FROM _rowgate_shape WHERE id = ?1");
        row.Bind(1, id);
        return row.Step() ? Read(row.Utf8(0)) : null;
    }

    /// <summary>Keeps the shape of a table and makes it the current one.</summary>
    /// <param name="connection">In a write transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="replaces">The row of the table's earlier shape; null when there is none.</param>
    /// <returns>The row: the earlier one again when the shape is the same.</returns>
    public static long Keep(SqliteConnection connection, CapturedTable table, StoredShape? replaces)
    {
        if (replaces?.Shape.Id == table.Shape.Id)
        {
            using var update = connection.Prepare("UPDATE _rowgate_shape SET name = ?2, keys = ?3 WHERE id = ?1");
            update.Bind(1, replaces.Id);
            Bind(update, table);
            update.Step();
            return replaces.Id;
        }

        if (replaces is not null)
            Retire(connection, replaces);
        using var insert = connection.Prepare("INSERT INTO _rowgate_shape(definition, name, keys, current) VALUES (?1, ?2, ?3, 1)");
        insert.Bind(1, Write(table.Shape));
        Bind(insert, table);
        insert.Step();
        return connection.LastInsertRowId;
    }

    /// <summary>Marks a shape as one that nothing is written in any more.</summary>
    public static void Retire(SqliteConnection connection, StoredShape shape)
    {
        using var update = connection.Prepare("UPDATE _rowgate_shape SET current = 0 WHERE id = ?1");
        update.Bind(1, shape.Id);
        update.Step();
    }

    /// <summary>Drops the retired shapes that no change needs any more.</summary>
    // The newest number stays in use, so that none is ever given out twice.
    public static void Sweep(SqliteConnection connection) =>
        connection.Execute("""
            DELETE FROM _rowgate_shape WHERE NOT current AND id < (SELECT max(id) FROM _rowgate_shape)
              AND NOT EXISTS (SELECT 1 FROM _rowgate_change)
            """);

    private static void Bind(SqliteStatement statement, CapturedTable table)
    {
        statement.Bind(2, table.Name);
        statement.Bind(3, JsonSerializer.Serialize(table.UniqueKeys.Select(key => key.Signature)));
    }

    private static ImmutableHashSet<string> Keys(ReadOnlySpan<byte> json) => [.. JsonSerializer.Deserialize<string[]>(json)!];

    private static string Write(TableShape shape) =>
        JsonSerializer.Serialize(new Definition(
            shape.Table.Schema,
            shape.Table.Name,
            [.. shape.Columns.Select(column => new Place(column.Name, column.Type, column.Kind.ToString()))],
            [.. shape.Key]));

    private static TableShape Read(ReadOnlySpan<byte> json)
    {
        var definition = JsonSerializer.Deserialize<Definition>(json)!;
        return new(
            new(definition.Schema, definition.Table),
            [.. definition.Columns.Select(place => new ShapeColumn(place.Name, place.Type, Enum.Parse<ValueKind>(place.Kind)))],
            [.. definition.Key]);
    }

    private sealed record Definition(string Schema, string Table, Place[] Columns, int[] Key);

    private sealed record Place(string Name, string Type, string Kind);
}
