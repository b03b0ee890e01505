using System.Globalization;
using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Decodes one row of the change table.</summary>
internal sealed class ChangeDecoder(SqliteConnection connection)
{
    private readonly Dictionary<long, TableShape> _shapes = [];
    private readonly ImageDecoder _images = new();

    /// <summary>The change.</summary>
    /// <param name="row">Stands on id, shape, op, before, after.</param>
    /// <param name="size">Roughly the bytes it takes.</param>
    public Change Decode(SqliteStatement row, out int size)
    {
        var shape = Shape(row.Integer(1));
        var before = row.Utf8(3);
        var after = row.Utf8(4);
        size = before.Length + after.Length;
        return row.Text(2) switch
        {
            "I" => new RowInserted(shape, Image(after, shape)),
            // Without the earlier image the update is still worth the row as it is.
            "U" when before.IsEmpty => new RowRead(shape, Image(after, shape)),
            "U" => new RowUpdated(shape, Image(before, shape), Image(after, shape)),
            "D" => new RowDeleted(shape, Image(before, shape)),
            "R" => new RowRead(shape, Image(after, shape)),
            "T" => new TableTruncated(shape),
            "S" => new SchemaChanged(Shape(before), Shape(after)),
            var op => throw Broken($"has the unknown kind '{op}'"),
        };
    }

    private Core.Values.RowImage Image(ReadOnlySpan<byte> stored, TableShape shape) =>
        stored.IsEmpty ? throw Broken("has no image") : _images.Decode(stored.ToArray(), shape);

    private TableShape? Shape(ReadOnlySpan<byte> id) =>
        id.IsEmpty ? null : Shape(long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture));

    private TableShape Shape(long id)
    {
        if (!_shapes.TryGetValue(id, out var shape))
        {
            shape = ShapeStore.Find(connection, id) ?? throw Broken($"refers to shape {id}, which is not kept");
            _shapes.Add(id, shape);
        }

        return shape;
    }

    private static DatabaseException Broken(string what) =>
        new(
            $"A row of _rowgate_change {what}.",
            "Something else than Rowgate writes to the tables of capture. Stop it, then run `rowgate capture remove` and serve again.",
            isTransient: false);
}
