using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rowgate.Server.Logging;
using Rowgate.Server.Options;

namespace Rowgate.Server.Features;

/// <summary>The log: one line for each entry, on standard error.</summary>
internal static class LoggingFeature
{
    public static void Add(WebApplicationBuilder builder, RowgateOptions options, TextWriter output)
    {
        var level = new LogLevelSwitch(options.Log.Level);
        builder.Services.AddSingleton(level);
        // The switch decides, so that the level can change while the server runs.
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.Logging.AddProvider(new LineLoggerProvider(output, options.Log.Format, level, TimeProvider.System));
    }
}
