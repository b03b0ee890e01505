using System.Collections.Immutable;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Journal;

namespace Rowgate.Live.Snapshots;

/// <summary>Reads rows, and finds the place in the journal that they show.</summary>
/// <param name="database">Where the rows are.</param>
/// <param name="journal">Where their changes are.</param>
/// <param name="progress">How far the pump has come.</param>
/// <param name="settings">How to wait for the pump.</param>
internal sealed class SnapshotReader(IDatabase database, IJournal journal, JournalProgress progress, SnapshotSettings settings)
{
    /// <summary>How often rows are read before it is told that they have no place.</summary>
    public const int AttemptsMax = 3;

    private static readonly Refusal NotCaught = new(
        RefusalCode.NotReady,
        "The journal does not reach the rows that were read",
        Hint: "Capture is behind or down. Try again; GET /health/ready tells more.",
        RetryAfter: TimeSpan.FromSeconds(1));

    // Capture joined transactions: their changes have one place, and the rows show only some of them.
    private static readonly Refusal Between = NotCaught with
    {
        Message = "The rows show part of what the journal holds as one transaction",
        Hint = "Capture was far behind. Try again: later rows show all of it.",
    };

    /// <summary>True when rows read later may have a place though these have none.</summary>
    public static bool IsBetween(Refusal refusal) => ReferenceEquals(refusal, Between);

    /// <summary>Starts to read.</summary>
    /// <returns>The rows, to be disposed by the caller; or why they cannot be read.</returns>
    public ValueTask<Outcome<RowStream>> OpenAsync(ReadPlan plan, ReadOptions options, CancellationToken cancellationToken) =>
        database.ReadAsync(plan, options with { WithMark = true }, cancellationToken);

    /// <summary>Starts to read for one reader, as events.</summary>
    /// <param name="plan">What to read.</param>
    /// <param name="hiddenKey">The primary key's columns when the rows do not show them all; else empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rows, to be disposed by the caller; or why they cannot be read.</returns>
    public async ValueTask<Outcome<SnapshotRows>> FollowAsync(
        ReadPlan plan, ImmutableArray<string> hiddenKey, CancellationToken cancellationToken)
    {
        if (!hiddenKey.IsEmpty)
            plan = plan with { Projections = [new KeyProjection(), .. plan.Projections] };
        var rows = await OpenAsync(plan, default, cancellationToken);
        return rows.Accepted ? new SnapshotRows(rows.Value, hiddenKey, settings) : rows.Refusal;
    }

    /// <summary>Finds the place behind the last transaction that a snapshot shows, waiting for the pump to come there.</summary>
    /// <param name="mark">The snapshot's mark; null when the source is not captured.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place; the pump has passed it. Or a refusal when capture does not come there in time.</returns>
    public async ValueTask<Outcome<JournalOffset>> PlaceAsync(SnapshotMark? mark, CancellationToken cancellationToken)
    {
        if (mark is null)
            return NotCaught;
        using var timeout = new CancellationTokenSource(settings.WaitMax, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            if (await progress.PassAsync(mark, either.Token) is { } known)
                return known;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NotCaught;
        }

        return mark switch
        {
            LinearMark linear => await FindAsync(linear, cancellationToken),
            _ => throw new NotSupportedException($"No place is known for {mark.GetType().Name}."),
        };
    }

    private async ValueTask<Outcome<JournalOffset>> FindAsync(LinearMark mark, CancellationToken cancellationToken)
    {
        var place = await journal.FindAsync(settings.Source, mark.Last, cancellationToken);
        if (place == JournalOffset.Start)
            return mark.Last == SourcePosition.None ? place : Between;
        await using var cursor = new JournalCursor(journal, new(place.Value - 1), cancellationToken);
        return await cursor.NextAsync() is [var before, ..] && before.Transaction.Position == mark.Last ? place : Between;
    }
}
