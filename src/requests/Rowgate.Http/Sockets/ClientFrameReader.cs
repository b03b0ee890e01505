using System.Text;
using System.Text.Json;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;

namespace Rowgate.Http.Sockets;

/// <summary>Reads what clients say on a socket.</summary>
internal static class ClientFrameReader
{
    // Names are repeated in every frame about them.
    private const int NameLengthMax = 128;

    /// <summary>Reads one message.</summary>
    /// <returns>The frame; or why it was not understood.</returns>
    public static Outcome<ClientFrame> Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : Refuse("The frame is no JSON object");
        }
        catch (JsonException)
        {
            return Refuse("The frame is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // What reading a string throws that holds half of a surrogate pair.
            return Refuse("The frame holds text that is not valid Unicode");
        }
    }

    private static Outcome<ClientFrame> Read(JsonElement frame)
    {
        var subscribe = Text(frame, "subscribe");
        var unsubscribe = Text(frame, "unsubscribe");
        var request = Text(frame, "request");
        if ((subscribe ?? unsubscribe ?? request)?.Length > NameLengthMax)
            return Refuse($"A name is longer than {NameLengthMax} characters");
        if (subscribe is not null)
            return Subscribe(frame, subscribe);
        if (unsubscribe is not null)
            return new UnsubscribeFrame(unsubscribe);
        if (request is not null)
            return Request(frame, request);
        return Refuse("The frame has none of the members subscribe, unsubscribe and request, or it is no text");
    }

    private static Outcome<ClientFrame> Subscribe(JsonElement frame, string name)
    {
        if (Text(frame, "query") is not { } query)
            return Refuse("A subscription needs the member query, a text such as \"orders?status=eq.open\"");
        if (!frame.TryGetProperty("from", out var from) || from.ValueKind == JsonValueKind.Null)
            return new SubscribeFrame(name, query, null);
        var isId = ResumeId.TryParse(from.ToString(), out var id);
        return isId ? new SubscribeFrame(name, query, id) : Refuse("The member from is no id that was given");
    }

    private static Outcome<ClientFrame> Request(JsonElement frame, string id)
    {
        if (Text(frame, "path") is not { } path)
            return Refuse("A request needs the member path, a text such as \"orders?id=eq.1\"");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (frame.TryGetProperty("headers", out var members) && members.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in members.EnumerateObject())
            {
                if (!IsHeader(member))
                    return Refuse($"The header '{member.Name}' is not one that can be sent");
                headers[member.Name] = member.Value.GetString()!;
            }
        }

        return new RequestFrame(id, (Text(frame, "method") ?? "GET").ToUpperInvariant(), path, headers, Body(frame, headers));
    }

    // A header needs a name of letters and a value on one line, as in HTTP.
    private static bool IsHeader(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String
        && member.Name.Length > 0
        && member.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
        && !member.Value.GetString()!.AsSpan().ContainsAnyInRange('\0', '\x1f');

    // A body that is not JSON comes as text.
    private static ReadOnlyMemory<byte> Body(JsonElement frame, Dictionary<string, string> headers)
    {
        if (!frame.TryGetProperty("body", out var body))
            return default;
        var isJson = !headers.TryGetValue("Content-Type", out var type) || type.Contains("json", StringComparison.OrdinalIgnoreCase);
        return Encoding.UTF8.GetBytes(
            isJson || body.ValueKind != JsonValueKind.String ? body.GetRawText() : body.GetString()!);
    }

    private static string? Text(JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Refusal Refuse(string message) =>
        new(RefusalCode.BodyNotUnderstood, message, Hint: "docs/reference/live.md lists the frames.");
}
