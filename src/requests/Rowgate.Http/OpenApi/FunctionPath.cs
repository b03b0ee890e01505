using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Writes the path of a function: how it can be called.</summary>
internal static class FunctionPath
{
    /// <summary>Writes the path.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="function">The function.</param>
    /// <param name="hasSqlIntegers">True when <c>integer</c> has 32 bits.</param>
    public static void Write(Utf8JsonWriter json, Function function, bool hasSqlIntegers)
    {
        json.WriteStartObject("/rpc/" + function.Name.Name);
        if (function.Volatility != Volatility.Volatile)
        {
            Begin(json, "get", function);
            foreach (var parameter in function.Parameters)
                WriteQueryParameter(json, parameter, hasSqlIntegers);
            End(json);
        }

        Begin(json, "post", function);
        WriteBody(json, function, hasSqlIntegers);
        PathSection.WriteReference(json, "preferParams");
        End(json);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string method, Function function)
    {
        json.WriteStartObject(method);
        OpenApiDocument.WriteStrings(json, "tags", ["(rpc) " + function.Name.Name]);
        if (function.Comment is { } comment)
            PathSection.WriteComment(json, comment);
        OpenApiDocument.WriteStrings(
            json,
            "produces",
            ["application/json", "application/vnd.pgrst.object+json;nulls=stripped", "application/vnd.pgrst.object+json"]);
        json.WriteStartArray("parameters");
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteStartObject("responses");
        json.WriteStartObject("200");
        json.WriteString("description", "OK");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // In a URL an array is written as text; only the arguments of a variadic parameter are repeated.
    private static void WriteQueryParameter(Utf8JsonWriter json, FunctionParameter parameter, bool hasSqlIntegers)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteBoolean("required", parameter.IsRequired);
        json.WriteString("in", "query");
        if (parameter.IsVariadic)
        {
            TypeWords.Write(json, parameter.Type, hasSqlIntegers);
            json.WriteString("collectionFormat", "multi");
        }
        else
        {
            json.WriteString("type", parameter.Type.Kind == ValueKind.Array ? "string" : TypeWords.Name(parameter.Type.Kind) ?? "string");
            json.WriteString("format", parameter.Type.Name);
        }

        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, Function function, bool hasSqlIntegers)
    {
        json.WriteStartObject();
        json.WriteString("name", "args");
        json.WriteBoolean("required", true);
        json.WriteString("in", "body");
        json.WriteStartObject("schema");
        json.WriteString("type", "object");
        if (function.Comment is { } comment)
            json.WriteString("description", comment);
        var required = function.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name).ToList();
        if (required.Count > 0)
            OpenApiDocument.WriteStrings(json, "required", required);
        json.WriteStartObject("properties");
        foreach (var parameter in function.Parameters)
        {
            json.WriteStartObject(parameter.Name);
            TypeWords.Write(json, parameter.Type, hasSqlIntegers);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
