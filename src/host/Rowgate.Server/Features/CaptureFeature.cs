using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Capture;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Server.Admin;
using Rowgate.Server.Hosting;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Features;

/// <summary>Capture: from the source into the journal.</summary>
internal static class CaptureFeature
{
    public static void Add(WebApplicationBuilder builder) =>
        builder.Services
            .AddSingleton(services => services.GetRequiredService<Source>().OpenChanges())
            .AddSingleton(services => new CaptureLoop(
                Source.Name,
                services.GetRequiredService<IChangeSource>(),
                services.GetRequiredService<IJournal>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<CaptureLoop>>()))
            .AddSingleton<CaptureReport>()
            .AddLoop<CaptureLoop>(capture => capture.RunAsync);
}
