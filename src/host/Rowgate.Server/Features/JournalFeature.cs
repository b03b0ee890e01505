using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Journal;
using Rowgate.Journal.Embedded;
using Rowgate.Server.Options;

namespace Rowgate.Server.Features;

/// <summary>The journal in the data folder.</summary>
internal static class JournalFeature
{
    public static void Add(WebApplicationBuilder builder, RowgateOptions options) =>
        builder.Services.AddSingleton<IJournal>(services => EmbeddedJournal.Open(
            new()
            {
                Directory = options.Data.Journal,
                RetentionAge = options.Journal.Retention,
                RetentionBytes = options.Journal.Size.Bytes,
            },
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<EmbeddedJournal>>()));
}
