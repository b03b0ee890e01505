using Rowgate.Core.Positions;
using Rowgate.Live.Planning;

namespace Rowgate.Live.Stretches;

/// <summary>Waits for a query's result to differ, without reading it.</summary>
/// <remarks>What the journal holds already is always looked at; only then the time runs.</remarks>
/// <param name="engine">What all live queries share.</param>
/// <param name="time">The clock to wait by.</param>
internal sealed class ChangeWait(LiveEngine engine, TimeProvider time)
{
    /// <summary>Waits.</summary>
    /// <param name="query">The query.</param>
    /// <param name="from">The place from which on a change counts.</param>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when the result may differ; false when the time is up.</returns>
    public ValueTask<bool> RunAsync(BoundQuery query, JournalOffset from, TimeSpan wait, CancellationToken cancellationToken) =>
        query.Rows is { } rows
            ? RowsDifferAsync(RowStretch.Resume(engine, rows, from), wait, cancellationToken)
            : TablesChangeAsync(query, from, wait, cancellationToken);

    private async ValueTask<bool> RowsDifferAsync(Stretch rows, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ITimer? timer = null;
        try
        {
            await foreach (var happened in rows.ReadAsync(either.Token))
            {
                if (happened.Kind != LiveEventKind.Progress)
                    return true;
                // The first sign of progress comes when the journal was looked through.
                timer ??= time.CreateTimer(_ => either.Cancel(), state: null, wait, Timeout.InfiniteTimeSpan);
            }

            // It ended: the table has another shape, or more happened than a buffer holds.
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (timer is not null)
                await timer.DisposeAsync();
            await rows.DisposeAsync();
        }
    }

    private async ValueTask<bool> TablesChangeAsync(
        BoundQuery query, JournalOffset from, TimeSpan wait, CancellationToken cancellationToken)
    {
        var watch = new TableWatch(query.Scope);
        await engine.Progress.ReachAsync(from, cancellationToken);
        var until = engine.Index.Join(watch);
        try
        {
            if (await JournalScan.TouchesAsync(engine, query.Scope, from, until, cancellationToken))
                return true;
            await watch.Touched.WaitAsync(wait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            engine.Index.Leave(watch);
        }
    }
}
