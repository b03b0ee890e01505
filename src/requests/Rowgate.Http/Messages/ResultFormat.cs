using Rowgate.Databases;
using Rowgate.Gate.Requests;

namespace Rowgate.Http.Messages;

/// <summary>The media type of an answer with rows.</summary>
/// <param name="Shape">The form.</param>
/// <param name="ContentType">The value of <c>Content-Type</c>.</param>
internal sealed record ResultFormat(ResultShape Shape, string ContentType)
{
    /// <summary>A JSON array.</summary>
    public static readonly ResultFormat Json = new(ResultShape.Array, "application/json; charset=utf-8");

    /// <summary>A JSON array without members that are null.</summary>
    public static readonly ResultFormat JsonStripped =
        new(ResultShape.Array, "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8") { NullsStripped = true };

    /// <summary>One JSON object.</summary>
    public static readonly ResultFormat Object = new(ResultShape.Object, "application/vnd.pgrst.object+json; charset=utf-8");

    /// <summary>One JSON object without members that are null.</summary>
    public static readonly ResultFormat ObjectStripped =
        new(ResultShape.Object, "application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8") { NullsStripped = true };

    /// <summary>CSV.</summary>
    public static readonly ResultFormat Csv = new(ResultShape.Csv, "text/csv; charset=utf-8");

    /// <summary>GeoJSON.</summary>
    public static readonly ResultFormat GeoJson =
        new(ResultShape.Document, "application/geo+json; charset=utf-8") { Form = new(RowRendering.GeoJson) };

    /// <summary>Server-sent events.</summary>
    public static readonly ResultFormat EventStream = new(ResultShape.EventStream, "text/event-stream");

    /// <summary>True when members that are null are left out (<c>nulls=stripped</c>).</summary>
    public bool NullsStripped { get; init; }

    /// <summary>How the database is to render the rows.</summary>
    public RowsForm Form { get; init; }

    /// <summary>True when the bytes of the database are the answer as they are.</summary>
    public bool IsRendered => Form.Rendering is not RowRendering.Json and not RowRendering.StrippedJson;
}
