using Microsoft.Extensions.Logging;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Databases;
using Rowgate.PostgreSql;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Rules;

namespace Rowgate.Server.Sources;

/// <summary>Makes the parts of a PostgreSQL source.</summary>
internal static class PostgresParts
{
    /// <summary>How its values compare.</summary>
    public static ValueRules Rules => PostgresRules.Instance;

    /// <summary>How to read and write it. The database need not be there yet.</summary>
    public static PostgresDatabase OpenDatabase(PostgresOptions options, ILoggerFactory loggers, TimeProvider time) =>
        PostgresDatabase.Open(options, Rules, time, loggers.CreateLogger<PostgresDatabase>());

    /// <summary>How to capture it; the database learns it too, when it is decided.</summary>
    public static IChangeSource OpenChanges(
        PostgresDatabase database, string name, PostgresOptions options, ILoggerFactory loggers, TimeProvider time) =>
        options.Capture.Mode == CaptureMode.None
            ? new NoChanges()
            : CaptureSources.Open(name, options, database.Captured, loggers, time);
}
