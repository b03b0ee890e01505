using System.Collections.Immutable;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Journal.Progress;

namespace Rowgate.Live.Snapshots;

/// <summary>Reads rows that have a place in the journal.</summary>
/// <remarks>The place is found before the first row is read. A read whose place is not found soon is given up, so that its
/// connection is free for others, and opened again.</remarks>
/// <param name="database">Where the rows are.</param>
/// <param name="progress">How far the pump has come.</param>
/// <param name="settings">How to wait for the pump.</param>
internal sealed class SnapshotReader(IDatabase database, SourceProgress progress, SnapshotSettings settings)
{
    // What a snapshot shows out of order is in order a few milliseconds later.
    private const int AttemptsMax = 50;

    private static readonly TimeSpan FirstHold = TimeSpan.FromMilliseconds(250);

    private static readonly Refusal NotCaught = new(
        RefusalCode.NotReady,
        "The journal does not reach the rows that were read",
        Hint: "Capture is behind or down. Try again; GET /health/ready tells more.",
        RetryAfter: TimeSpan.FromSeconds(1));

    private static readonly Refusal Between = NotCaught with
    {
        Message = "The rows show part of what the journal holds as one transaction",
        Hint = "Capture was far behind, or commits become visible late. Try again: later rows show all of it.",
    };

    /// <summary>Starts to read, once the pump has come to what the rows show.</summary>
    /// <param name="plan">What to read.</param>
    /// <param name="options">What to find out besides the rows.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rows with their place; or why they cannot be read, or why no place was found in time.</returns>
    public async ValueTask<Outcome<PlacedRows>> OpenAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        using var wait = new CancellationTokenSource(settings.WaitMax, settings.Time);
        var hold = FirstHold;
        for (var attempt = 1; ; attempt++)
        {
            var opened = await database.ReadAsync(plan, options with { WithMark = true }, session, cancellationToken);
            if (!opened.Accepted)
                return opened.Refusal;
            if (opened.Value.Mark is not { } mark)
            {
                await opened.Value.DisposeAsync();
                return NotCaught;
            }

            var (isCaught, place) = await PlaceAsync(opened.Value, mark, hold, wait.Token, cancellationToken);
            if (place is { } found)
                return new PlacedRows(opened.Value, found);
            if (isCaught && attempt == AttemptsMax)
                return Between;
            // No connection is held while capture catches up; then the next rows are waited for longer.
            if (isCaught)
                await PauseAsync(attempt, cancellationToken);
            else if (!(await TryPlaceAsync(mark, wait.Token, cancellationToken)).IsCaught)
                return NotCaught;
            else
                hold *= 2;
        }
    }

    /// <summary>Starts to read for one reader, as events.</summary>
    /// <param name="plan">What to read.</param>
    /// <param name="hiddenKey">The primary key's columns when the rows do not show them all; else empty.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rows, to be disposed by the caller; or why they cannot be read.</returns>
    public async ValueTask<Outcome<SnapshotRows>> FollowAsync(
        ReadPlan plan, ImmutableArray<string> hiddenKey, RequestSession session, CancellationToken cancellationToken)
    {
        if (!hiddenKey.IsEmpty)
            plan = plan with { Projections = [new KeyProjection(), .. plan.Projections] };
        var rows = await OpenAsync(plan, default, session, cancellationToken);
        return rows.Accepted ? new SnapshotRows(rows.Value, hiddenKey, settings) : rows.Refusal;
    }

    /// <summary>Asks the database whether a query may be read, without reading a row.</summary>
    /// <returns>Null when it may.</returns>
    public async ValueTask<Refusal?> ProveAsync(ReadPlan plan, RequestSession session, CancellationToken cancellationToken)
    {
        var opened = await database.ReadAsync(plan with { Limit = 0, Offset = 0 }, default, session, cancellationToken);
        if (!opened.Accepted)
            return opened.Refusal;
        await using var rows = opened.Value;
        var next = await rows.NextAsync(cancellationToken);
        return next.Accepted ? null : next.Refusal;
    }

    // Disposes the rows unless they have a place.
    private async ValueTask<(bool IsCaught, JournalOffset? Place)> PlaceAsync(
        RowStream rows, SnapshotMark mark, TimeSpan hold, CancellationToken waited, CancellationToken cancellationToken)
    {
        JournalOffset? place = null;
        try
        {
            using var holding = new CancellationTokenSource(hold, settings.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(holding.Token, waited);
            var tried = await TryPlaceAsync(mark, either.Token, cancellationToken);
            place = tried.Place;
            return tried;
        }
        finally
        {
            if (place is null)
                await rows.DisposeAsync();
        }
    }

    private async ValueTask<(bool IsCaught, JournalOffset? Place)> TryPlaceAsync(
        SnapshotMark mark, CancellationToken waited, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(waited, cancellationToken);
        try
        {
            return (true, await progress.PlaceAsync(mark, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    // Not the same for all who wait, so that they do not come back all at once.
    private Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(1 + ((attempt + settings.Time.GetTimestamp()) % 16)), settings.Time, cancellationToken);
}
