using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Server.Admin;

namespace Rowgate.Server.Features;

/// <summary>Whether the process lives, and whether it is of use: <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthFeature
{
    public static void Map(WebApplication app)
    {
        var capture = app.Services.GetRequiredService<CaptureReport>();
        app.Map("/health/live", context => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "live");
            json.WriteEndObject();
        }));
        app.Map("/health/ready", context => ReadyAsync(context, capture));
    }

    // Reads work without capture, but live queries would miss changes, so the server counts as not ready.
    private static Task ReadyAsync(HttpContext context, CaptureReport capture)
    {
        var isReady = capture.IsRunning;
        if (!isReady)
            context.Response.Headers.RetryAfter = "1";
        return JsonAnswer.WriteAsync(context, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", isReady ? "ready" : "unavailable");
            json.WriteString("reason", isReady ? null : $"capture is {capture.State}: {capture.Error}");
            json.WriteStartObject("checks");
            json.WriteString("capture", capture.State);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
