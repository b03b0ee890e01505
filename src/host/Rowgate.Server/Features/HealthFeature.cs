using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Server.Admin;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Features;

/// <summary>Whether the process lives, and whether it is of use: <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthFeature
{
    public static void Map(WebApplication app)
    {
        var health = new HealthReport(app.Services.GetRequiredService<Source>(), app.Services.GetRequiredService<CaptureReport>());
        app.Map("/health/live", context => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "live");
            json.WriteEndObject();
        }));
        app.Map("/health/ready", health.AnswerAsync);
    }
}
