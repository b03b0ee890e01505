using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Capture;

/// <summary>A table's shape as text in the schema of capture.</summary>
internal static class ShapeText
{
    public static string Write(TableShape shape) =>
        JsonSerializer.Serialize(new Definition(
            shape.Table.Schema,
            shape.Table.Name,
            [.. shape.Columns.Select(column => new[] { column.Name, column.Type, column.Kind.ToString() })],
            [.. shape.Key]));

    public static TableShape Read(string text)
    {
        var definition = JsonSerializer.Deserialize<Definition>(text)!;
        return new(
            new(definition.Schema, definition.Table),
            [.. definition.Columns.Select(column => new ShapeColumn(column[0], column[1], Enum.Parse<ValueKind>(column[2])))],
            [.. definition.Key]);
    }

    private sealed record Definition(string Schema, string Table, string[][] Columns, int[] Key);
}
