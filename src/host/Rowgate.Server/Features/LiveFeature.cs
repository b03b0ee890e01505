using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Access;
using Rowgate.Capture;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Live;
using Rowgate.Server.Hosting;
using Rowgate.Server.Options;
using Rowgate.Server.Sources;
using LiveOptions = Rowgate.Live.LiveOptions;

namespace Rowgate.Server.Features;

/// <summary>Live queries, fed by the journal.</summary>
internal static class LiveFeature
{
    public static void Add(WebApplicationBuilder builder, RowgateOptions options) =>
        builder.Services
            .AddSingleton(services => Told(services.GetRequiredService<CaptureLoop>(), new LiveQueries(
                services.GetRequiredService<IDatabase>(),
                services.GetRequiredService<IJournal>(),
                services.GetRequiredService<AccessRules>(),
                new LiveOptions
                {
                    Source = Source.Name,
                    Queries = RestFeature.LimitsOf(options),
                    QueriesMax = options.Live.Queries,
                    BufferEventsMax = options.Live.BufferEvents,
                    BufferBytesMax = options.Live.Buffer.Bytes,
                    EvaluationsMax = options.Live.Evaluations,
                    ResultBytesMax = options.Live.Result.Bytes,
                },
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<LiveQueries>>())))
            .AddLoop<LiveQueries>(live => live.RunAsync);

    // A snapshot of an idle database waits for a place in its log that no transaction reaches.
    private static LiveQueries Told(CaptureLoop capture, LiveQueries live)
    {
        capture.Tell(live.Progress);
        return live;
    }
}
