using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rowgate.Core.Catalog;

namespace Rowgate.Core.Query.Binding;

/// <summary>Describes relationships to somebody who must choose one.</summary>
internal static class RelationshipDetails
{
    // Only the quotes and backslashes that JSON demands: the text is never put into a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON array with one object for each: <c>cardinality</c>, <c>embedding</c>, <c>relationship</c>.</summary>
    public static string ToJson(ImmutableArray<Relationship> ways)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartArray();
            foreach (var way in ways)
            {
                json.WriteStartObject();
                json.WriteString("cardinality", Cardinality(way.Cardinality));
                json.WriteString("embedding", $"{way.Parent.Name} with {way.Target.Name}");
                json.WriteString("relationship", Describe(way));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Describe(Relationship way) => way switch
    {
        { Function: { } function } => $"the function {function}",
        { Junction: { } junction } =>
            $"{junction.Table.Name} using {junction.ParentKeyName}{List(junction.ParentColumns)} "
                + $"and {junction.TargetKeyName}{List(junction.TargetColumns)}",
        _ => $"{way.Name} using {way.Parent.Name}{List(way.ParentColumns)} and {way.Target.Name}{List(way.TargetColumns)}",
    };

    private static string List(ImmutableArray<string> columns) => $"({string.Join(", ", columns)})";

    private static string Cardinality(Cardinality cardinality) => cardinality switch
    {
        Catalog.Cardinality.ManyToOne => "many-to-one",
        Catalog.Cardinality.OneToMany => "one-to-many",
        Catalog.Cardinality.OneToOne => "one-to-one",
        Catalog.Cardinality.ManyToMany => "many-to-many",
        _ => throw new ArgumentOutOfRangeException(nameof(cardinality)),
    };
}
