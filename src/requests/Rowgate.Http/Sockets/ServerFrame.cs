// Hot path: bench/Fanout
using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Http.Messages;
using Rowgate.Live;

namespace Rowgate.Http.Sockets;

/// <summary>Writes what the server says on a socket.</summary>
internal static class ServerFrame
{
    /// <summary>An event of a subscription.</summary>
    /// <param name="subscription">The client's name for it.</param>
    /// <param name="message">The event.</param>
    /// <param name="id">Its id; null when it has none.</param>
    public static ReadOnlyMemory<byte> Event(string subscription, LiveEvent message, ResumeId? id)
    {
        var output = new ArrayBufferWriter<byte>(message.Data.Length + subscription.Length + 96);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("subscription"u8, subscription);
        json.WriteString("event"u8, Name(message.Kind));
        json.WriteString("id"u8, id?.ToString());
        json.WritePropertyName("data"u8);
        if (message.Data.IsEmpty)
            json.WriteNullValue();
        else
            json.WriteRawValue(message.Data.Span, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>The end of a subscription.</summary>
    public static ReadOnlyMemory<byte> End(string subscription) => Write(json =>
    {
        json.WriteString("subscription", subscription);
        json.WriteString("event", "end");
        json.WriteNull("id");
        json.WriteNull("data");
    });

    /// <summary>An error of a subscription that could not begin.</summary>
    public static ReadOnlyMemory<byte> Error(string subscription, Refusal refusal) => Write(json =>
    {
        json.WriteString("subscription", subscription);
        json.WriteString("event", "error");
        json.WriteNull("id");
        json.WritePropertyName("data");
        json.WriteRawValue(RefusalWriter.Body(refusal).Span);
    });

    /// <summary>The answer to a frame that was not understood.</summary>
    public static ReadOnlyMemory<byte> Error(Refusal refusal) => Write(json =>
    {
        json.WritePropertyName("error");
        json.WriteRawValue(RefusalWriter.Body(refusal).Span);
    });

    /// <summary>The answer to a request.</summary>
    /// <param name="id">The client's name for it.</param>
    /// <param name="response">Status and headers.</param>
    /// <param name="body">The body; JSON goes out as it is, anything else as text.</param>
    public static ReadOnlyMemory<byte> Response(string id, HttpResponse response, ReadOnlyMemory<byte> body) => Write(json =>
    {
        json.WriteString("response", id);
        json.WriteNumber("status", response.StatusCode);
        json.WriteStartObject("headers");
        foreach (var (name, value) in response.Headers)
            json.WriteString(name, value.ToString());
        json.WriteEndObject();
        json.WritePropertyName("body");
        if (body.IsEmpty)
            json.WriteNullValue();
        else if (response.ContentType?.Contains("json", StringComparison.Ordinal) == true)
            json.WriteRawValue(body.Span, skipInputValidation: true);
        else
            json.WriteStringValue(body.Span);
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static ReadOnlySpan<byte> Name(LiveEventKind kind) => kind switch
    {
        LiveEventKind.Snapshot => "snapshot"u8,
        LiveEventKind.Change => "change"u8,
        LiveEventKind.Schema => "schema"u8,
        LiveEventKind.Lagged => "lagged"u8,
        LiveEventKind.Error => "error"u8,
        _ => "progress"u8,
    };
}
