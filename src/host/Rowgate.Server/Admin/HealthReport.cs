using Microsoft.AspNetCore.Http;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Admin;

/// <summary>Tells whether the server is of use: rows can be read, and changes get into the journal.</summary>
internal sealed class HealthReport(Source source, CaptureReport capture)
{
    // Reads work without capture, but live queries would miss changes, so the server counts as not ready.
    public async Task AnswerAsync(HttpContext context)
    {
        var unreachable = await source.WhyUnreachableAsync(context.RequestAborted);
        var unread = source.Database.WhyNotReady;
        var (database, schema) = (unreachable is null ? "reachable" : "unreachable", unread is null ? "read" : "unread");
        var reason = unreachable is not null ? unreachable
            : unread is not null ? $"the schema is not read yet: {unread.Message}"
            : !capture.IsRunning ? $"capture is {capture.State}: {capture.Error}"
            : null;
        if (reason is not null)
            context.Response.Headers.RetryAfter = "1";
        await JsonAnswer.WriteAsync(context, reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", reason is null ? "ready" : "unavailable");
            json.WriteString("reason", reason);
            json.WriteStartObject("checks");
            json.WriteString("database", database);
            json.WriteString("schema", schema);
            json.WriteString("capture", capture.State);
            if (capture.Slot is { } slot)
                json.WriteString("slot", slot.IsOverBudget ? "over budget" : slot.WalStatus);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
