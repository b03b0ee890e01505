using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

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
    /// <param name="content">The relations and functions.</param>
    /// <param name="subject">Where they are served, and how.</param>
    /// <param name="product">The database, for people.</param>
    /// <param name="comment">What the schema says of itself: a title, and more behind its first line; null for nothing.</param>
    public static ReadOnlyMemory<byte> Write(OpenApiContent content, OpenApiSubject subject, string product, string? comment)
    {
        var output = new ArrayBufferWriter<byte>(16 << 10);
        using var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("swagger", "2.0");
        WriteInfo(json, product, comment);
        var address = subject.Address;
        json.WriteString("host", address.Host);
        json.WriteString("basePath", address.BasePath);
        WriteStrings(json, "schemes", [address.Scheme]);
        WriteStrings(json, "consumes", MediaTypes);
        WriteStrings(json, "produces", MediaTypes);
        PathSection.Write(json, content);
        ParameterSection.Write(json, content);
        DefinitionSection.Write(json, content);
        if (subject.HasSecurity)
            WriteSecurity(json);
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

    /// <summary>Takes a comment apart: its first line is a title.</summary>
    public static (string Title, string? Text) Split(string comment)
    {
        var lines = comment.Split('\n', 2);
        return (lines[0], lines.Length > 1 ? lines[1].Trim() : null);
    }

    private static void WriteSecurity(Utf8JsonWriter json)
    {
        json.WriteStartArray("security");
        json.WriteStartObject();
        WriteStrings(json, "JWT", []);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("securityDefinitions");
        json.WriteStartObject("JWT");
        json.WriteString("description", "Add the token prepending \"Bearer \" (without quotes) to it");
        json.WriteString("in", "header");
        json.WriteString("name", "Authorization");
        json.WriteString("type", "apiKey");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter json, string product, string? comment)
    {
        var (title, description) = comment is null
            ? ("Rowgate REST API", $"Tables and views of {product}.")
            : Split(comment);
        json.WriteStartObject("info");
        json.WriteString("title", title);
        json.WriteString("description", description ?? "");
        json.WriteString("version", Version);
        json.WriteEndObject();
    }
}
