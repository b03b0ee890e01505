using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Databases;
using Rowgate.Server.Options;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Features;

/// <summary>The database behind the gate.</summary>
internal static class SourceFeature
{
    public static void Add(WebApplicationBuilder builder, RowgateOptions options, SourceAddress address) =>
        builder.Services
            .AddSingleton(services => Source.Open(
                options, address, services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<TimeProvider>()))
            .AddSingleton<IDatabase>(services => services.GetRequiredService<Source>().Database);
}
