using Microsoft.Extensions.Logging;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Live.Matching;
using Rowgate.Live.Snapshots;

namespace Rowgate.Live.Stretches;

/// <summary>Asks the database again and again whether those who follow may still read: a REVOKE or a policy is no change of a
/// row.</summary>
/// <param name="database">Where the rights are.</param>
/// <param name="index">Who follows.</param>
/// <param name="reader">Asks.</param>
/// <param name="interval">How often.</param>
/// <param name="time">The clock to wait by.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed partial class RightsCheck(
    IDatabase database, QueryIndex index, SnapshotReader reader, TimeSpan interval, TimeProvider time, ILogger logger)
{
    /// <summary>Checks until the token says so.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await CheckAsync(cancellationToken);
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                LogCheckFailed((long)interval.TotalMilliseconds, cause);
            }
        }
    }

    private async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        // Those that are evaluated are asked for by evaluating them.
        index.Recheck();
        var queries = index.QueriesWithRoles();
        if (queries.Count == 0)
            return;
        await database.RefreshAsync(cancellationToken);
        foreach (var query in queries)
        {
            if (database.Catalog.Find(query.Shape.Table) is not { HasRowSecurity: false })
                index.End(query, refusal: null);
            else if (await reader.ProveAsync(query.Plan, query.Session, cancellationToken) is { } refusal && !IsPassing(refusal))
                index.End(query, refusal);
        }
    }

    private static bool IsPassing(Refusal refusal) => refusal.RetryAfter is not null
        || refusal.Code == RefusalCode.NotReady || refusal.Code == RefusalCode.DatabaseBusy || refusal.Code == RefusalCode.StatementTimeout;

    [LoggerMessage(5205, LogLevel.Warning, "The rights of live queries could not be checked; next try in {DelayMs} ms")]
    private partial void LogCheckFailed(long delayMs, Exception cause);
}
