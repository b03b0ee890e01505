using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rowgate.Access.Identity;
using Rowgate.Core.Errors;
using Rowgate.Http.Configuration;

namespace Rowgate.Http.Messages;

/// <summary>Writes refusals: the one place where they become HTTP.</summary>
public static class RefusalWriter
{
    // People read errors: quotes stay quotes. Nothing here is ever put into a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error body: <c>{"code","message","details","hint"}</c>, null for what there is nothing to say about.</summary>
    /// <param name="refusal">What is refused.</param>
    /// <param name="verbosity">How much is said of it.</param>
    public static ReadOnlyMemory<byte> Body(Refusal refusal, ErrorVerbosity verbosity = ErrorVerbosity.Full)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("code"u8, refusal.Code.Text);
        json.WriteString("message"u8, refusal.Message);
        if (verbosity == ErrorVerbosity.Full)
            WriteMore(json, refusal);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteMore(Utf8JsonWriter json, Refusal refusal)
    {
        json.WritePropertyName("details"u8);

        // The ways between two relations are an array in PostgREST's answer too, not text.
        if (refusal.Code == RefusalCode.RelationshipAmbiguous && refusal.Details is ['[', ..])
            json.WriteRawValue(refusal.Details);
        else
            json.WriteStringValue(refusal.Details);
        json.WriteString("hint"u8, refusal.Hint);
    }

    /// <summary>Answers with a refusal. The response must not have started.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">What is refused.</param>
    /// <param name="verbosity">How much is said of it.</param>
    public static async Task WriteAsync(HttpContext context, Refusal refusal, ErrorVerbosity verbosity = ErrorVerbosity.Full)
    {
        var response = context.Response;
        var body = Body(refusal, verbosity);

        // What was said about an answer that is not given now.
        response.Headers.ContentLocation = default;
        response.Headers.ETag = default;
        response.Headers["Preference-Applied"] = default;
        response.StatusCode = refusal.Code.HttpStatus;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers["Proxy-Status"] = $"Rowgate; error={HeaderText.Value(refusal.Code.Text)}";
        if (Challenge.For(refusal) is { } challenge)
            response.Headers.WWWAuthenticate = HeaderText.Value(challenge);
        if (RetryAfter(refusal) is { } wait)
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        WishedResponse.Apply(response, refusal.Raised);
        if (HttpMethods.IsHead(context.Request.Method) || !WishedResponse.MayHaveBody(response))
            return;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static TimeSpan? RetryAfter(Refusal refusal) =>
        refusal.RetryAfter
        ?? (refusal.Code.HttpStatus == StatusCodes.Status503ServiceUnavailable ? TimeSpan.FromSeconds(1) : null);
}
