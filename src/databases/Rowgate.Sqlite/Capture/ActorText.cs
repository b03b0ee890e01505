using System.Text.Json;
using Rowgate.Core.Changes;

namespace Rowgate.Sqlite.Capture;

/// <summary>The text in <c>_rowgate_head.actor</c>: <c>{"service":"web","request":"0HN5"}</c>.</summary>
internal static class ActorText
{
    /// <summary>The actor; null when the text is not ours.</summary>
    public static Actor? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("service", out var service) && service.ValueKind == JsonValueKind.String
                && root.TryGetProperty("request", out var request) && request.ValueKind == JsonValueKind.String
                ? new(service.GetString()!, request.GetString()!)
                : null;
        }
        catch (JsonException)
        {
            // Anybody may write to the file. A change counts more than the name of who made it.
            return null;
        }
    }
}
