using System.Globalization;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Writes into the change table what no trigger writes: schema changes, and rows that were there before.</summary>
/// <remarks>Only inside a write transaction, so that what it writes has its place among the changes.</remarks>
internal sealed class ChangeAppender(SqliteConnection connection)
{
    /// <summary>A table's shape changed.</summary>
    /// <param name="before">The row of the shape until here; null for a new table.</param>
    /// <param name="after">The row of the shape from here on; null for a dropped table.</param>
    public void SchemaChanged(long? before, long? after) => Append("S", (after ?? before)!.Value, Text(before), Text(after));

    /// <summary>Whoever keeps rows of this table forgets them, and gets them anew.</summary>
    public void AllRows(CapturedTable table, long shape)
    {
        Append("T", shape, null, null);
        Rows(table, shape);
    }

    /// <summary>All rows of a table that nobody has seen yet.</summary>
    public void Rows(CapturedTable table, long shape) => Read(table, shape, "");

    /// <summary>The rows that were written in an old shape after a place, as they are now in the new one.</summary>
    public void RowsWrittenSince(long seen, StoredShape old, CapturedTable table, long shape)
    {
        var key = string.Join(", ", table.Shape.Key.Select(place => SqlName.Quote(table.Shape.Columns[place].Name)));
        var written = string.Join(", ", old.Shape.Key.Select(place => $"json_extract(after, '$[{Number(place)}]')"));
        Read(table, shape, $" WHERE ({key}) IN (SELECT {written} FROM _rowgate_change WHERE {WrittenSince(seen, old)})");
    }

    /// <summary>True when rows were written in this shape after a place.</summary>
    public bool HasWrittenSince(long seen, StoredShape shape) =>
        connection.QueryInteger($"SELECT EXISTS (SELECT 1 FROM _rowgate_change WHERE {WrittenSince(seen, shape)})") == 1;

    /// <summary>True when the key of every such row can be looked up as it stands in the image: no null, real or blob.</summary>
    public bool HasPlainKeysSince(long seen, StoredShape shape)
    {
        var odd = string.Join(" OR ", shape.Shape.Key.Select(place => $"json_type(after, '$[{Number(place)}]') NOT IN ('integer', 'text')"));
        return odd.Length > 0
            && connection.QueryInteger($"SELECT EXISTS (SELECT 1 FROM _rowgate_change WHERE {WrittenSince(seen, shape)} AND ({odd}))") == 0;
    }

    private static string WrittenSince(long seen, StoredShape shape) =>
        $"id > {Number(seen)} AND shape = {Number(shape.Id)} AND op IN ('I', 'U')";

    private void Read(CapturedTable table, long shape, string where)
    {
        var image = new CaptureTriggers(table, shape).RowImage();
        connection.Execute($"""
            INSERT INTO _rowgate_change(id, shape, op, after)
              SELECT (SELECT last FROM _rowgate_head) + row_number() OVER (), {Number(shape)}, 'R', {image}
              FROM {SqlName.Quote(table.Name)}{where};
            UPDATE _rowgate_head SET last = max(last, coalesce((SELECT max(id) FROM _rowgate_change), 0));
            """);
    }

    private void Append(string op, long shape, string? before, string? after)
    {
        connection.Execute("UPDATE _rowgate_head SET last = last + 1");
        using var insert = connection.Prepare(
            "INSERT INTO _rowgate_change(id, shape, op, before, after) SELECT last, ?1, ?2, ?3, ?4 FROM _rowgate_head");
        insert.Bind(1, shape);
        insert.Bind(2, op);
        insert.Bind(3, before);
        insert.Bind(4, after);
        insert.Step();
    }

    private static string? Text(long? id) => id is { } value ? Number(value) : null;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
