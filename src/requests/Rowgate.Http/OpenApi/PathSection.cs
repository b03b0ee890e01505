using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Writes <c>paths</c>: what can be done with each relation.</summary>
internal static class PathSection
{
    private static readonly string[] ReadParameters =
        ["select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"];

    /// <summary>Writes the section.</summary>
    public static void Write(Utf8JsonWriter json, OpenApiContent content)
    {
        json.WriteStartObject("paths");
        WriteRoot(json);
        foreach (var relation in content.Relations)
        {
            json.WriteStartObject("/" + relation.Name.Name);
            WriteOperation(json, relation, "get", filtered: true, hasBody: false, ReadParameters);
            if (content.MayWrite(relation) && (relation.IsInsertable || relation.IsUpdatable || relation.IsDeletable))
            {
                WriteOperation(json, relation, "post", filtered: false, hasBody: true, ["select", "preferPost"]);
                WriteOperation(json, relation, "delete", filtered: true, hasBody: false, ["preferReturn"]);
                WriteOperation(json, relation, "patch", filtered: true, hasBody: true, ["preferReturn"]);
            }

            json.WriteEndObject();
        }

        foreach (var function in content.Functions)
            FunctionPath.Write(json, function, content.HasSqlIntegers);
        json.WriteEndObject();
    }

    private static void WriteRoot(Utf8JsonWriter json)
    {
        json.WriteStartObject("/");
        json.WriteStartObject("get");
        OpenApiDocument.WriteStrings(json, "tags", ["Introspection"]);
        json.WriteString("summary", "OpenAPI description (this document)");
        OpenApiDocument.WriteStrings(json, "produces", ["application/openapi+json", "application/json"]);
        WriteResponses(json, ("200", "OK", null));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOperation(
        Utf8JsonWriter json, Relation relation, string method, bool filtered, bool hasBody, string[] parameters)
    {
        var name = relation.Name.Name;
        json.WriteStartObject(method);
        OpenApiDocument.WriteStrings(json, "tags", [name]);
        if (relation.Comment is { } comment)
            WriteComment(json, comment);
        json.WriteStartArray("parameters");
        if (filtered)
        {
            foreach (var column in relation.Columns)
                WriteReference(json, $"rowFilter.{name}.{column.Name}");
        }

        if (hasBody)
            WriteReference(json, $"body.{name}");
        foreach (var parameter in parameters)
            WriteReference(json, parameter);
        json.WriteEndArray();
        if (method == "get")
            WriteResponses(json, ("200", "OK", name), ("206", "Partial Content", null));
        else if (method == "post")
            WriteResponses(json, ("201", "Created", null));
        else
            WriteResponses(json, ("204", "No Content", null));
        json.WriteEndObject();
    }

    /// <summary>Writes a comment, whose first line is its title.</summary>
    public static void WriteComment(Utf8JsonWriter json, string comment)
    {
        var (title, rest) = OpenApiDocument.Split(comment);
        json.WriteString("summary", title);
        if (rest is not null)
            json.WriteString("description", rest);
    }

    /// <summary>Writes a reference to a parameter that the document has in one place.</summary>
    public static void WriteReference(Utf8JsonWriter json, string parameter)
    {
        json.WriteStartObject();
        json.WriteString("$ref", "#/parameters/" + parameter);
        json.WriteEndObject();
    }

    private static void WriteResponses(Utf8JsonWriter json, params ReadOnlySpan<(string Status, string Text, string? Rows)> responses)
    {
        json.WriteStartObject("responses");
        foreach (var (status, text, rows) in responses)
        {
            json.WriteStartObject(status);
            json.WriteString("description", text);
            if (rows is not null)
            {
                json.WriteStartObject("schema");
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                json.WriteString("$ref", "#/definitions/" + rows);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
