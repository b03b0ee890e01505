using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Writes <c>definitions</c>: the rows of each relation.</summary>
internal static class DefinitionSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(Utf8JsonWriter json, DatabaseCatalog catalog)
    {
        json.WriteStartObject("definitions");
        foreach (var relation in catalog.Relations)
            WriteRelation(json, relation);
        json.WriteEndObject();
    }

    private static void WriteRelation(Utf8JsonWriter json, Relation relation)
    {
        json.WriteStartObject(relation.Name.Name);
        if (relation.Comment is { } comment)
            json.WriteString("description", comment);
        var required = relation.Columns.Where(column => column.IsNotNull).Select(column => column.Name).ToList();
        if (required.Count > 0)
            OpenApiDocument.WriteStrings(json, "required", required);
        json.WriteStartObject("properties");
        foreach (var column in relation.Columns)
            WriteColumn(json, relation, column);
        json.WriteEndObject();
        json.WriteString("type", "object");
        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, Relation relation, Column column)
    {
        json.WriteStartObject(column.Name);
        var type = Type(column.Type.Kind);
        if (type is not null)
            json.WriteString("type", type);
        if (type == "array")
        {
            json.WriteStartObject("items");
            json.WriteEndObject();
        }

        if (column.Type.Name.Length > 0)
            json.WriteString("format", column.Type.Kind == ValueKind.Integer ? "int64" : column.Type.Name);
        if (column.DefaultExpression is { } expression)
            json.WriteString("default", expression);
        if (column.IsGenerated)
            json.WriteBoolean("readOnly", true);
        if (Description(relation, column) is { } description)
            json.WriteString("description", description);
        json.WriteEndObject();
    }

    // JSON columns and columns without a type hold anything.
    private static string? Type(ValueKind kind) => kind switch
    {
        ValueKind.Any or ValueKind.Json => null,
        ValueKind.Boolean => "boolean",
        ValueKind.Integer => "integer",
        ValueKind.Decimal or ValueKind.Float => "number",
        ValueKind.Array => "array",
        _ => "string",
    };

    // The notes are PostgREST's, word for word: client generators read them.
    private static string? Description(Relation relation, Column column)
    {
        List<string> notes = [];
        if (relation.PrimaryKey.Contains(column.Ordinal))
            notes.Add("This is a Primary Key.<pk/>");
        foreach (var key in relation.ForeignKeys.Where(key => key.Columns is [var only] && only == column.Name))
        {
            var (table, target) = (key.Target.Name, key.TargetColumns[0]);
            notes.Add($"This is a Foreign Key to `{table}.{target}`.<fk table='{table}' column='{target}'/>");
        }

        if (notes.Count == 0)
            return column.Comment;
        return (column.Comment is { } comment ? comment + "\n\n" : "") + "Note:\n" + string.Join('\n', notes);
    }
}
