using System.Text.Json;

namespace Rowgate.Core.Changes;

/// <summary>Which service and which request made a transaction, when it came through the gate.</summary>
/// <param name="Service">The name of the service, or the role of an anonymous caller.</param>
/// <param name="Request">The id of the request, as logged.</param>
public sealed record Actor(string Service, string Request)
{
    /// <summary>Reads the mark that the gate leaves in a transaction: <c>{"service":"web","request":"0HN5"}</c>.</summary>
    /// <param name="json">The mark, UTF-8.</param>
    /// <returns>Null when it names nobody: anybody may write such a mark, and a change counts more than the name of who made
    /// it.</returns>
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
            return null;
        }
    }
}
