using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Rowgate.Core.Errors;

namespace Rowgate.PostgreSql.Faults;

/// <summary>Reads errors that SQL raised to say all of the answer: <c>RAISE SQLSTATE 'PGRST'</c> with JSON in message and detail.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/errors.html#raise-errors-with-http-status-codes</remarks>
internal static class RaisedFault
{
    /// <summary>The refusal that the error describes, or the one that says it cannot be read.</summary>
    public static Refusal Read(PostgresException cause)
    {
        try
        {
            using var body = JsonDocument.Parse(cause.MessageText);
            if (Text(body.RootElement, "code") is not { } code || Text(body.RootElement, "message") is not { } message)
                return NotUnderstood("MESSAGE", cause.MessageText);
            using var response = JsonDocument.Parse(cause.Detail ?? "");
            if (!response.RootElement.TryGetProperty("status", out var status)
                || !status.TryGetInt32(out var number)
                || number is < 100 or > 599
                || !response.RootElement.TryGetProperty("headers", out var headers))
            {
                return NotUnderstood("DETAIL", cause.Detail);
            }

            return new Refusal(
                new(code, number), message, Text(body.RootElement, "details"), Text(body.RootElement, "hint"))
            {
                Raised = new(Text(response.RootElement, "status_text"), Headers(headers)),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return NotUnderstood("MESSAGE or DETAIL", cause.MessageText);
        }
    }

    private static ImmutableArray<(string Name, string Value)> Headers(JsonElement headers) =>
        [.. headers.EnumerateObject().Select(header => (header.Name, header.Value.GetString() ?? ""))];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Refusal NotUnderstood(string part, string? found) => new(
        RefusalCode.RaisedNotUnderstood,
        "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error",
        $"Invalid JSON value for {part}: '{found}'",
        "MESSAGE must be a JSON object with obligatory keys: 'code', 'message'. DETAIL must be a JSON object with obligatory "
            + "keys: 'status', 'headers' and optional key: 'status_text'.");
}
