using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Writes the description of the API, in the same form as PostgREST.</summary>
/// <remarks>Source: https://swagger.io/specification/v2/</remarks>
internal static class OpenApiDocument
{
    /// <summary>The media types that rows are sent and taken in.</summary>
    private static readonly string[] MediaTypes =
    [
        "application/json",
        "application/vnd.pgrst.object+json;nulls=stripped",
        "application/vnd.pgrst.object+json",
        "text/csv",
    ];

    private static readonly string Version =
        typeof(OpenApiDocument).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Writes a document.</summary>
    /// <param name="catalog">The relations.</param>
    /// <param name="address">Where they are served.</param>
    /// <param name="product">The database, for people.</param>
    /// <param name="mayWrite">Tells which relations the caller may write.</param>
    public static ReadOnlyMemory<byte> Write(
        DatabaseCatalog catalog, ServerAddress address, string product, Predicate<Relation> mayWrite)
    {
        var output = new ArrayBufferWriter<byte>(16 << 10);
        using var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("swagger", "2.0");
        WriteInfo(json, product);
        json.WriteString("host", address.Host);
        json.WriteString("basePath", address.BasePath);
        WriteStrings(json, "schemes", [address.Scheme]);
        WriteStrings(json, "consumes", MediaTypes);
        WriteStrings(json, "produces", MediaTypes);
        PathSection.Write(json, catalog, mayWrite);
        ParameterSection.Write(json, catalog);
        DefinitionSection.Write(json, catalog);
        json.WriteStartObject("externalDocs");
        json.WriteString("description", "The query language");
        json.WriteString("url", "https://docs.postgrest.org/en/stable/references/api/tables_views.html");
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Writes a list of words.</summary>
    public static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteInfo(Utf8JsonWriter json, string product)
    {
        json.WriteStartObject("info");
        json.WriteString("title", "Rowgate REST API");
        json.WriteString("description", $"Tables and views of {product}.");
        json.WriteString("version", Version);
        json.WriteEndObject();
    }
}
