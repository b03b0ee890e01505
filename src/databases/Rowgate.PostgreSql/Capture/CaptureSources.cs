using Microsoft.Extensions.Logging;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Makes the change source of a PostgreSQL database.</summary>
public static class CaptureSources
{
    /// <summary>A source that captures the configured way, or else the best one that the database allows. It looks at the server
    /// when capture starts, not here: the server need not be there yet.</summary>
    /// <param name="source">The configured name of the database.</param>
    /// <param name="options">How to reach and capture it.</param>
    /// <param name="chosen">Is told the way, before the first change is.</param>
    /// <param name="loggers">Where troubles are told.</param>
    /// <param name="time">The clock.</param>
    public static ChosenChangeSource Open(
        string source, PostgresOptions options, Action<CaptureMode> chosen, ILoggerFactory loggers, TimeProvider time) =>
        new ChosenChangeSource(
            options,
            chosen,
            mode => mode switch
            {
                CaptureMode.Wal => new WalChangeSource(source, options, time, loggers.CreateLogger<WalChangeSource>()),
                CaptureMode.Trigger => new TriggerChangeSource(source, options, time),
                CaptureMode.Polling => new PollingChangeSource(source, options, time),
                _ => throw new ArgumentOutOfRangeException(nameof(options), mode, "Not a way to capture."),
            });
}
