using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Core.Errors;
using Rowgate.Server.Admin;
using Rowgate.Server.Metrics;

namespace Rowgate.Server.Features;

/// <summary>Metrics in Prometheus' text format under <c>/metrics</c>.</summary>
internal static class MetricsFeature
{
    // Made at once and not when first asked for: what happens before the first scrape counts too.
    public static void Add(WebApplicationBuilder builder)
    {
        var collector = new MetricCollector();
        var process = new ProcessMeter();
        builder.Services.AddSingleton(_ => collector).AddSingleton(_ => process);
    }

    public static void Map(WebApplication app)
    {
        _ = app.Services.GetRequiredService<ProcessMeter>();
        var collector = app.Services.GetRequiredService<MetricCollector>();
        app.Map("/metrics", app.Services.GetRequiredService<LocalEndpoint>().Wrap(context => ServeAsync(context, collector)));
    }

    private static async ValueTask<Refusal?> ServeAsync(HttpContext context, MetricCollector collector)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(collector.Write(), context.RequestAborted);
        return null;
    }
}
