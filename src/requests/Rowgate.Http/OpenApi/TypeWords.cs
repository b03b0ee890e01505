using System.Globalization;
using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>Says of a column or parameter what type it has.</summary>
internal static class TypeWords
{
    /// <summary>Writes the members that tell the type.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="type">The type.</param>
    /// <param name="hasSqlIntegers">True when <c>integer</c> has 32 bits.</param>
    public static void Write(Utf8JsonWriter json, ColumnType type, bool hasSqlIntegers)
    {
        if (Name(type.Kind) is { } name)
            json.WriteString("type", name);
        if (type.Kind == ValueKind.Array)
            WriteItems(json, type.Name);
        if (type.Name.Length > 0)
            json.WriteString("format", Format(type, hasSqlIntegers));
        if (type.Kind == ValueKind.Text && LengthMax(type.Name) is { } max)
            json.WriteNumber("maxLength", max);
    }

    /// <summary>The JSON type of a family; null for what may hold anything: JSON, and columns without a type.</summary>
    public static string? Name(ValueKind kind) => kind switch
    {
        ValueKind.Any or ValueKind.Json => null,
        ValueKind.Boolean => "boolean",
        ValueKind.Integer => "integer",
        ValueKind.Decimal or ValueKind.Float => "number",
        ValueKind.Array => "array",
        _ => "string",
    };

    private static string Format(ColumnType type, bool hasSqlIntegers) => (type.Kind, type.Name) switch
    {
        (ValueKind.Integer, "smallint" or "integer" or "int2" or "int4") when hasSqlIntegers => "int32",
        (ValueKind.Integer, _) => "int64",
        _ => type.Name,
    };

    // An array's type is called after that of its elements.
    private static void WriteItems(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject("items");
        var element = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : "";
        var type = element switch
        {
            "" or "json" or "jsonb" => null,
            "smallint" or "integer" or "bigint" => "integer",
            "real" or "double precision" => "number",
            "boolean" => "boolean",
            _ when element.StartsWith("numeric", StringComparison.Ordinal) => "number",
            _ => "string",
        };
        if (type is not null)
            json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static int? LengthMax(string name)
    {
        var open = name.IndexOf('(', StringComparison.Ordinal);
        return open >= 0 && name.EndsWith(')')
            && name.AsSpan(0, open).Contains("char", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(open + 1, name.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                ? length
                : null;
    }
}
