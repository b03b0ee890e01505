using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Server.Admin;

/// <summary>Writes the relations of a catalog for the console.</summary>
internal static class TablesAnswer
{
    /// <summary>Writes all relations as a list.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="schema">The schema of requests that name none.</param>
    /// <param name="captured">The tables whose changes are captured.</param>
    /// <param name="rows">About how many rows each table has, as far as that is known.</param>
    public static void Write(
        Utf8JsonWriter json,
        DatabaseCatalog catalog,
        string schema,
        IReadOnlySet<TableName> captured,
        IReadOnlyDictionary<TableName, long> rows)
    {
        json.WriteStartArray();
        foreach (var relation in catalog.Relations)
        {
            json.WriteStartObject();
            json.WriteString("schema", relation.Name.Schema);
            json.WriteString("profile", relation.Name.Schema == schema ? null : relation.Name.Schema);
            json.WriteString("name", relation.Name.Name);
            json.WriteString("kind", relation.Kind.ToString().ToLowerInvariant());
            json.WriteString("comment", relation.Comment);
            json.WriteBoolean("captured", captured.Contains(relation.Name));
            if (rows.TryGetValue(relation.Name, out var count))
                json.WriteNumber("rows_estimate", count);
            else
                json.WriteNull("rows_estimate");
            json.WriteStartArray("columns");
            foreach (var column in relation.Columns)
                WriteColumn(json, relation, column);
            json.WriteEndArray();
            json.WriteStartArray("primary_key");
            foreach (var ordinal in relation.PrimaryKey)
                json.WriteStringValue(relation.Columns[ordinal].Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteColumn(Utf8JsonWriter json, Relation relation, Column column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", column.Type.Name);
        json.WriteBoolean("not_null", column.IsNotNull);
        json.WriteBoolean("generated", column.IsGenerated);
        json.WriteString("references", relation.ForeignKeys.FirstOrDefault(key => key.Columns.Contains(column.Name, StringComparer.Ordinal))?.Target.ToString());
        json.WriteString("comment", column.Comment);
        json.WriteEndObject();
    }
}
