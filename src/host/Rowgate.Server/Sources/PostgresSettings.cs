using System.Collections.Immutable;
using Rowgate.PostgreSql.Configuration;
using Rowgate.Server.Options;

namespace Rowgate.Server.Sources;

/// <summary>What the settings mean for a PostgreSQL source.</summary>
internal static class PostgresSettings
{
    private const string AppPrefix = "app.settings.";

    /// <summary>How the database is reached and served.</summary>
    public static PostgresOptions Of(RowgateOptions options, PostgresSource source) => new()
    {
        ConnectionString = source.Address.ConnectionString,
        DirectConnectionString = (options.Database.DirectSource as PostgresSource)?.Address.ConnectionString,
        Schemas = options.Database.Schemas,
        ExtraSearchPath = options.Database.ExtraSearchPath,
        PreRequest = options.Database.PreRequest,
        PoolSize = options.Pool.Size,
        PoolWaitMax = options.Pool.Wait,
        PoolTimes = (options.Pool.Lifetime, options.Pool.Idle),
        PreparesStatements = options.Database.PreparedStatements,
        StatementTimeMax = options.Database.StatementTimeout,
        SpoolBytesMax = options.Database.SpoolMax.Bytes,
        HoistedSettings = options.Database.HoistedSettings,
        AppSettings = options.Database.AppSettings.ToImmutableDictionary(
            pair => AppPrefix + pair.Key, pair => pair.Value, StringComparer.Ordinal),
        ReloadChannel = options.Database.Listens ? options.Database.Channel : null,
        Capture = CaptureOf(options),
    };

    private static PostgresCaptureOptions CaptureOf(RowgateOptions options)
    {
        var capture = options.Capture;
        return new()
        {
            Mode = capture.Mode switch
            {
                CaptureChoice.Wal => CaptureMode.Wal,
                CaptureChoice.Trigger => CaptureMode.Trigger,
                CaptureChoice.Polling => CaptureMode.Polling,
                CaptureChoice.None => CaptureMode.None,
                _ => null,
            },
            Name = capture.Name,
            Schemas = capture.Schemas,
            Excluded = capture.Exclude,
            KeepsIdentity = capture.KeepIdentity,
            ShowsPartitions = capture.Partitions,
            SpoolFolder = options.Data.Spool,
            WalBudgetBytes = capture.WalBudget.Bytes,
            DropsSlotOverBudget = capture.DropSlot,
            Heartbeat = capture.Heartbeat,
            Polling = capture.Polling.ToImmutableDictionary(pair => pair.Key, pair => ColumnsOf(pair.Value), StringComparer.Ordinal),
            PollingPace = (capture.PollInterval, capture.PollWindow),
        };
    }

    private static PollingColumns ColumnsOf(string text)
    {
        var names = text.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(names.FirstOrDefault(""), names.ElementAtOrDefault(1));
    }
}
