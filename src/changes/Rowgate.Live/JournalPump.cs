using Microsoft.Extensions.Logging;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal;
using Rowgate.Journal.Progress;
using Rowgate.Live.Matching;
using Rowgate.Live.Snapshots;

namespace Rowgate.Live;

/// <summary>Reads the journal as it grows, and hands every change to those who follow it.</summary>
internal sealed partial class JournalPump(
    IJournal journal, QueryIndex index, SourceProgress progress, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Pumps until the token says so.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (progress.Offset < JournalOffset.Start)
                    await progress.StartAsync(cancellationToken);
                await PumpAsync(cancellationToken);
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                LogPumpFailed(progress.Offset.Value, (long)RetryDelay.TotalMilliseconds, cause);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    private async ValueTask PumpAsync(CancellationToken cancellationToken)
    {
        await using var cursor = new JournalCursor(journal, progress.Offset, cancellationToken);
        while (await cursor.NextAsync() is { } batch)
        {
            foreach (var part in batch)
                Apply(part);
        }

        // Retention was faster: what was between is lost to all, so all read their rows again, as of after the gap.
        LogOvertaken(progress.Offset.Value, journal.Start.Value);
        index.Restart(journal.Start);
    }

    private void Apply(TransactionPart part)
    {
        try
        {
            index.Apply(part);
        }
        catch (Exception cause)
        {
            // A mistake of ours in one change must not hide it from anybody: all read their rows again.
            LogPartFailed(part.Offset.Value, cause);
            index.Restart();
        }
    }

    [LoggerMessage(5202, LogLevel.Warning, "The journal could not be read at offset {Offset}; next try in {DelayMs} ms")]
    private partial void LogPumpFailed(long offset, long delayMs, Exception cause);

    [LoggerMessage(5203, LogLevel.Warning,
        "Retention dropped the journal from offset {Offset} to {Start} before live queries had read it; they start over")]
    private partial void LogOvertaken(long offset, long start);

    [LoggerMessage(5204, LogLevel.Error, "The changes at offset {Offset} could not be matched; live queries start over")]
    private partial void LogPartFailed(long offset, Exception cause);
}
