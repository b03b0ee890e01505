using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;

namespace Rowgate.PostgreSql.Rules;

/// <summary>What a field is compared as.</summary>
/// <param name="Scalar">Its type.</param>
/// <param name="Name">The type's name without its size, as the server's messages have it.</param>
/// <param name="ComparesBytes">True when text is ordered byte by byte.</param>
/// <param name="Element">The type of an array's elements; else unknown.</param>
internal sealed partial record FieldType(ScalarType Scalar, string Name, bool ComparesBytes, ScalarType Element)
{
    // Looked up for each changed row.
    private static readonly ConditionalWeakTable<Column, FieldType> Columns = [];

    private static readonly FrozenDictionary<string, ScalarType> Known = new Dictionary<string, ScalarType>(StringComparer.Ordinal)
    {
        ["boolean"] = ScalarType.Boolean,
        ["smallint"] = ScalarType.Integer,
        ["integer"] = ScalarType.Integer,
        ["bigint"] = ScalarType.Integer,
        ["numeric"] = ScalarType.Numeric,
        ["real"] = ScalarType.Real,
        ["double precision"] = ScalarType.Double,
        ["text"] = ScalarType.Text,
        ["character varying"] = ScalarType.Text,
        ["character"] = ScalarType.PaddedText,
        ["bpchar"] = ScalarType.PaddedText,
        ["uuid"] = ScalarType.Uuid,
        ["bytea"] = ScalarType.Bytes,
        ["date"] = ScalarType.Date,
        ["time without time zone"] = ScalarType.Time,
        ["timestamp without time zone"] = ScalarType.Timestamp,
        ["timestamp with time zone"] = ScalarType.ZonedTimestamp,
        ["json"] = ScalarType.Json,
        ["jsonb"] = ScalarType.Jsonb,
        ["name"] = ScalarType.Opaque,
        ["time with time zone"] = ScalarType.Opaque,
        ["interval"] = ScalarType.Opaque,
        ["money"] = ScalarType.Opaque,
        ["inet"] = ScalarType.Opaque,
        ["cidr"] = ScalarType.Opaque,
        ["macaddr"] = ScalarType.Opaque,
        ["xml"] = ScalarType.Opaque,
        ["tsvector"] = ScalarType.Opaque,
        ["int4range"] = ScalarType.Opaque,
        ["int8range"] = ScalarType.Opaque,
        ["numrange"] = ScalarType.Opaque,
        ["tsrange"] = ScalarType.Opaque,
        ["tstzrange"] = ScalarType.Opaque,
        ["daterange"] = ScalarType.Opaque,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The type of a column.</summary>
    public static FieldType Of(Column column) => Columns.GetValue(column, Read);

    /// <summary>The type of what a field leads to.</summary>
    public static FieldType Of(BoundField field)
    {
        var column = Of(field.Column);
        if (field.Path.IsEmpty)
            return column;

        // What a path into another type leads to depends on how the statement makes JSON of it, and in a text document a
        // key may come twice.
        if (column.Scalar != ScalarType.Jsonb)
            return new(ScalarType.Unknown, "json", false, ScalarType.Unknown);
        return field.Path[^1].AsText
            ? new(ScalarType.Text, "text", ComparesBytes: false, ScalarType.Unknown)
            : column;
    }

    private static FieldType Read(Column column)
    {
        var name = Size().Replace(column.Type.Name, "");
        var comparesBytes = column.Type.Collation is null;

        // The catalog calls a type Any although its name is known when its collation takes different texts as equal.
        if (column.Type.Kind == ValueKind.Array)
        {
            var element = name.EndsWith("[]", StringComparison.Ordinal) ? Known.GetValueOrDefault(name[..^2]) : ScalarType.Unknown;
            return new(ScalarType.Array, name, comparesBytes, element);
        }

        if (!column.Labels.IsEmpty)
            return new(ScalarType.Enumeration, name, comparesBytes, ScalarType.Unknown);
        var scalar = Known.GetValueOrDefault(name);
        if (scalar is ScalarType.Text or ScalarType.PaddedText && column.Type.Kind != ValueKind.Text)
            scalar = ScalarType.Opaque;

        // A domain has its own name; all that is known of it is that its base type has no fields.
        if (scalar == ScalarType.Unknown && column.Type.Kind != ValueKind.Any)
            scalar = ScalarType.Opaque;
        return new(scalar, name, comparesBytes, ScalarType.Unknown);
    }

    [GeneratedRegex(@"\([0-9]+(,-?[0-9]+)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Size();
}
