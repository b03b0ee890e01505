// Hot path: bench/PointRead
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Messages;

/// <summary>Chooses the media type of an answer from what a client accepts.</summary>
/// <remarks>The best that can be made wins: highest q first, then the order in the header.</remarks>
internal static class AcceptHeader
{
    /// <summary>Chooses for rows.</summary>
    public static Outcome<ResultFormat> ForRows(StringValues accept)
    {
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is "*/*" or "application/json" or ""))
            return ResultFormat.Json;
        return Choose(accept, RowsFormat) is { } format ? format : Refuse(accept);
    }

    /// <summary>Checks that a client accepts the OpenAPI document.</summary>
    /// <returns>The media type to answer with.</returns>
    public static Outcome<string> ForOpenApi(StringValues accept) =>
        accept.Count == 0
            ? "application/openapi+json; charset=utf-8"
            : Choose(accept, OpenApiType) is { } type ? type : Refuse(accept);

    private static T? Choose<T>(StringValues accept, Func<string, T?> make)
        where T : class
    {
        T? best = null;
        var bestQuality = 0.0;
        foreach (var item in accept.SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            var quality = Quality(item, out var type);
            if (quality > bestQuality && make(type) is { } made)
                (best, bestQuality) = (made, quality);
        }

        return best;
    }

    private static ResultFormat? RowsFormat(string type) => type switch
    {
        "application/json" or "*/*" or "application/*" or "application/vnd.pgrst.array" or "application/vnd.pgrst.array+json" =>
            ResultFormat.Json,
        "application/vnd.pgrst.array;nulls=stripped" or "application/vnd.pgrst.array+json;nulls=stripped" =>
            ResultFormat.JsonStripped,
        "application/vnd.pgrst.object" or "application/vnd.pgrst.object+json" => ResultFormat.Object,
        "application/vnd.pgrst.object;nulls=stripped" or "application/vnd.pgrst.object+json;nulls=stripped" =>
            ResultFormat.ObjectStripped,
        "text/csv" or "text/*" => ResultFormat.Csv,
        "text/event-stream" => ResultFormat.EventStream,
        _ => null,
    };

    private static string? OpenApiType(string type) => type switch
    {
        "application/openapi+json" or "*/*" or "application/*" => "application/openapi+json; charset=utf-8",
        "application/json" => "application/json; charset=utf-8",
        _ => null,
    };

    // The q of an item, and its type in lower case with no parameter left but nulls=stripped.
    private static double Quality(string item, out string type)
    {
        var parts = item.Split(';', StringSplitOptions.TrimEntries);
        type = parts[0].ToLowerInvariant();
        var quality = 1.0;
        foreach (var part in parts.AsSpan(1))
        {
            if (part.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
                quality = double.TryParse(part.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? q : 0;
            else if (part.Equals("nulls=stripped", StringComparison.OrdinalIgnoreCase))
                type += ";nulls=stripped";
        }

        return quality;
    }

    /// <summary>The refusal of a client that accepts nothing that can be made.</summary>
    public static Refusal Refuse(StringValues accept) =>
        new(
            RefusalCode.MediaTypeNotAcceptable,
            $"None of these media types are available: {accept}",
            Hint: "Rows come as application/json, application/vnd.pgrst.object+json, text/csv or text/event-stream.");
}
