using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Writes <c>parameters</c>: what the paths refer to.</summary>
internal static class ParameterSection
{
    private static readonly (string Key, string Name, string In, string Description, string[] Choices)[] Fixed =
    [
        ("preferParams", "Prefer", "header", "Preference", ["handling=strict", "handling=lenient"]),
        ("preferReturn", "Prefer", "header", "Preference", ["return=representation", "return=minimal", "return=headers-only"]),
        ("preferCount", "Prefer", "header", "Preference", ["count=exact", "count=planned", "count=estimated"]),
        ("preferPost", "Prefer", "header", "Preference",
        [
            "return=representation", "return=minimal", "return=headers-only",
            "resolution=ignore-duplicates", "resolution=merge-duplicates",
        ]),
        ("select", "select", "query", "Filtering Columns", []),
        ("on_conflict", "on_conflict", "query", "On Conflict", []),
        ("order", "order", "query", "Ordering", []),
        ("range", "Range", "header", "Limiting and Pagination", []),
        ("rangeUnit", "Range-Unit", "header", "Limiting and Pagination", []),
        ("offset", "offset", "query", "Limiting and Pagination", []),
        ("limit", "limit", "query", "Limiting and Pagination", []),
    ];

    /// <summary>Writes the section.</summary>
    public static void Write(Utf8JsonWriter json, OpenApiContent content)
    {
        json.WriteStartObject("parameters");
        foreach (var (key, name, where, description, choices) in Fixed)
            WriteParameter(json, key, name, where, description, choices);
        foreach (var relation in content.Relations)
        {
            WriteBody(json, relation);
            foreach (var column in relation.Columns)
            {
                WriteParameter(
                    json, $"rowFilter.{relation.Name.Name}.{column.Name}", column.Name, "query", column.Comment, []);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteParameter(
        Utf8JsonWriter json, string key, string name, string where, string? description, string[] choices)
    {
        json.WriteStartObject(key);
        json.WriteString("name", name);
        if (description is not null)
            json.WriteString("description", description);
        json.WriteBoolean("required", false);
        json.WriteString("in", where);
        json.WriteString("type", "string");
        if (choices.Length > 0)
            OpenApiDocument.WriteStrings(json, "enum", choices);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, Relation relation)
    {
        var name = relation.Name.Name;
        json.WriteStartObject($"body.{name}");
        json.WriteString("name", name);
        json.WriteString("description", relation.Comment ?? name);
        json.WriteBoolean("required", false);
        json.WriteString("in", "body");
        json.WriteStartObject("schema");
        json.WriteString("$ref", "#/definitions/" + name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
