using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Capture;
using Rowgate.Capture.Backfill;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Server.Admin;
using Rowgate.Server.Hosting;
using Rowgate.Server.Options;

namespace Rowgate.Server.Features;

/// <summary>Reads existing rows into the journal, when asked and after a gap.</summary>
internal static class BackfillFeature
{
    public static void Add(WebApplicationBuilder builder, RowgateOptions options) =>
        builder.Services
            .AddSingleton(services => new Backfills(
                services.GetRequiredService<IDatabase>(),
                services.GetRequiredService<IJournal>(),
                services.GetRequiredService<CaptureLoop>(),
                new() { StateFile = options.Data.Backfills },
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<Backfills>>()))
            .AddSingleton<BackfillEndpoint>()
            .AddLoop<Backfills>(backfills => backfills.RunAsync);

    public static void Map(WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<BackfillEndpoint>();
        app.Map("/admin/v1/backfills", app.Services.GetRequiredService<LocalEndpoint>().Wrap(endpoint.AnswerAsync, takesPost: true));
    }
}
