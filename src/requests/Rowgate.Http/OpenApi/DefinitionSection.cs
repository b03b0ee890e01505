using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Writes <c>definitions</c>: the rows of each relation.</summary>
internal static class DefinitionSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(Utf8JsonWriter json, OpenApiContent content)
    {
        json.WriteStartObject("definitions");
        foreach (var relation in content.Relations)
            WriteRelation(json, relation, content.HasSqlIntegers);
        json.WriteEndObject();
    }

    private static void WriteRelation(Utf8JsonWriter json, Relation relation, bool hasSqlIntegers)
    {
        json.WriteStartObject(relation.Name.Name);
        if (relation.Comment is { } comment)
            json.WriteString("description", comment);
        var required = relation.Columns.Where(column => column.IsNotNull).Select(column => column.Name).ToList();
        if (required.Count > 0)
            OpenApiDocument.WriteStrings(json, "required", required);
        json.WriteStartObject("properties");
        foreach (var column in relation.Columns)
            WriteColumn(json, relation, column, hasSqlIntegers);
        json.WriteEndObject();
        json.WriteString("type", "object");
        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, Relation relation, Column column, bool hasSqlIntegers)
    {
        json.WriteStartObject(column.Name);
        TypeWords.Write(json, column.Type, hasSqlIntegers);
        if (!column.Labels.IsEmpty)
            OpenApiDocument.WriteStrings(json, "enum", column.Labels);
        if (column.DefaultExpression is { } expression)
            json.WriteString("default", expression);
        if (column.IsGenerated)
            json.WriteBoolean("readOnly", true);
        if (Description(relation, column) is { } description)
            json.WriteString("description", description);
        json.WriteEndObject();
    }

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
