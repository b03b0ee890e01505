using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Gate.Requests;

namespace Rowgate.Http.Messages;

/// <summary>Reads the <c>Content-Type</c> of a write.</summary>
internal static class BodyType
{
    /// <summary>The format of the body; JSON when the header is missing.</summary>
    public static Outcome<BodyFormat> Parse(HttpRequest request)
    {
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type))
            return BodyFormat.Json;
        var semicolon = type.IndexOf(';', StringComparison.Ordinal);
        var charset = semicolon < 0 ? "" : type[semicolon..].ToLowerInvariant();
        if (charset.Contains("charset", StringComparison.Ordinal) && !charset.Contains("utf-8", StringComparison.Ordinal))
            return Refuse(type);
        return (semicolon < 0 ? type : type[..semicolon]).Trim().ToLowerInvariant() switch
        {
            "application/json" or "application/vnd.pgrst.object+json" or "application/vnd.pgrst.array+json"
                or "application/vnd.pgrst.object" or "application/vnd.pgrst.array" => BodyFormat.Json,
            "text/csv" => BodyFormat.Csv,
            "application/x-www-form-urlencoded" => BodyFormat.Form,
            _ => Refuse(type),
        };
    }

    private static Refusal Refuse(string type) =>
        new(
            RefusalCode.BodyNotUnderstood,
            $"Content-Type not acceptable: {type}",
            Hint: "Send application/json, text/csv or application/x-www-form-urlencoded, in UTF-8.");
}
