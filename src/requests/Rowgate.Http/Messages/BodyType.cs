using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Gate.Requests;

namespace Rowgate.Http.Messages;

/// <summary>Reads the <c>Content-Type</c> of a write or call.</summary>
internal static class BodyType
{
    /// <summary>The format of the body of a write; JSON when the header is missing.</summary>
    public static Outcome<BodyFormat> Parse(HttpRequest request) => Name(request) switch
    {
        "" or "application/json" or "application/vnd.pgrst.object+json" or "application/vnd.pgrst.array+json"
            or "application/vnd.pgrst.object" or "application/vnd.pgrst.array" => BodyFormat.Json,
        "text/csv" => BodyFormat.Csv,
        "application/x-ndjson" or "application/ndjson" or "application/jsonl" => BodyFormat.NdJson,
        "application/x-www-form-urlencoded" => BodyFormat.Form,
        _ => Refuse(request.ContentType!),
    };

    /// <summary>The format of the body of a call; JSON when the header is missing.</summary>
    public static Outcome<CallBodyFormat> ParseOfCall(HttpRequest request) => Name(request) switch
    {
        "text/plain" => CallBodyFormat.Text,
        "text/xml" => CallBodyFormat.Xml,
        "application/octet-stream" => CallBodyFormat.Bytes,
        _ => Parse(request) switch
        {
            { Value: BodyFormat.Json, Accepted: true } => CallBodyFormat.Json,
            { Value: BodyFormat.Csv } => CallBodyFormat.Csv,
            { Value: BodyFormat.Form } => CallBodyFormat.Form,
            _ => Refuse(request.ContentType!),
        },
    };

    // In lower case without parameters; null for text in another charset than UTF-8.
    private static string? Name(HttpRequest request)
    {
        if (request.ContentType is not { Length: > 0 } type)
            return "";
        var semicolon = type.IndexOf(';', StringComparison.Ordinal);
        var charset = semicolon < 0 ? "" : type[semicolon..].ToLowerInvariant();
        if (charset.Contains("charset", StringComparison.Ordinal) && !charset.Contains("utf-8", StringComparison.Ordinal))
            return null;
        return (semicolon < 0 ? type : type[..semicolon]).Trim().ToLowerInvariant();
    }

    private static Refusal Refuse(string type) =>
        new(
            RefusalCode.BodyNotUnderstood,
            $"Content-Type not acceptable: {type}",
            Hint: "Send application/json, text/csv, application/x-ndjson or application/x-www-form-urlencoded, in UTF-8.");
}
