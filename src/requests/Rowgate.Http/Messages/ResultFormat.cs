namespace Rowgate.Http.Messages;

/// <summary>The media type of an answer with rows.</summary>
/// <param name="Shape">The form.</param>
/// <param name="NullsStripped">True when members that are null are left out (<c>nulls=stripped</c>).</param>
/// <param name="ContentType">The value of <c>Content-Type</c>.</param>
internal sealed record ResultFormat(ResultShape Shape, bool NullsStripped, string ContentType)
{
    /// <summary>A JSON array.</summary>
    public static readonly ResultFormat Json = new(ResultShape.Array, false, "application/json; charset=utf-8");

    /// <summary>A JSON array without members that are null.</summary>
    public static readonly ResultFormat JsonStripped =
        new(ResultShape.Array, true, "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8");

    /// <summary>One JSON object.</summary>
    public static readonly ResultFormat Object =
        new(ResultShape.Object, false, "application/vnd.pgrst.object+json; charset=utf-8");

    /// <summary>One JSON object without members that are null.</summary>
    public static readonly ResultFormat ObjectStripped =
        new(ResultShape.Object, true, "application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8");

    /// <summary>CSV.</summary>
    public static readonly ResultFormat Csv = new(ResultShape.Csv, false, "text/csv; charset=utf-8");

    /// <summary>Server-sent events.</summary>
    public static readonly ResultFormat EventStream = new(ResultShape.EventStream, false, "text/event-stream");
}
