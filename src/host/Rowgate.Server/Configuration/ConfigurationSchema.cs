using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rowgate.Server.Options;

namespace Rowgate.Server.Configuration;

/// <summary>The JSON Schema of <c>rowgate.yaml</c>, for editors.</summary>
/// <remarks>Source: https://json-schema.org/draft/2020-12</remarks>
public static class ConfigurationSchema
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text, ending with a line feed.</summary>
    public static string Write()
    {
        var schema = Group(Setting.Roots);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "rowgate.yaml");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Group(IEnumerable<Setting> settings)
    {
        var properties = new JsonObject();
        foreach (var setting in settings)
        {
            var schema = setting.IsGroup ? Group(setting.Children) : Interpolated(setting.Format!.Schema());
            schema["description"] = setting.About.Meaning;
            if (setting.Format is not null && setting.Show(new RowgateOptions()) is { } value)
                schema["default"] = value;
            properties[setting.About.Key] = schema;
        }

        return new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    // ${NAME} may stand for any value.
    private static JsonObject Interpolated(JsonObject schema) =>
        schema["type"] is JsonValue type && type.GetValue<string>() == "string"
            ? schema
            : new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{.+\}" }) };
}
