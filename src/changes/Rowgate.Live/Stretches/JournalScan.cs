using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Live.Following;
using Rowgate.Live.Snapshots;

namespace Rowgate.Live.Stretches;

/// <summary>Looks through the journal for changes of tables.</summary>
internal static class JournalScan
{
    /// <summary>Tells whether one of the tables changed between two places.</summary>
    /// <returns>True when one did, and also when the journal no longer knows.</returns>
    public static async ValueTask<bool> TouchesAsync(
        LiveEngine engine, TableScope scope, JournalOffset from, JournalOffset until, CancellationToken cancellationToken)
    {
        if (from >= until)
            return false;
        await using var journal = new JournalCursor(engine.Journal, from, cancellationToken);
        while (await journal.NextAsync() is { } batch)
        {
            foreach (var part in batch)
            {
                if (part.Transaction.Source == engine.Source && !part.Transaction.IsBackfill && Touches(part, scope, until))
                    return true;
            }

            if (batch[^1].End >= until)
                return false;
        }

        return true;
    }

    private static bool Touches(TransactionPart part, TableScope scope, JournalOffset until)
    {
        for (var i = 0; i < part.Changes.Count && part.Offset.Plus(i) < until; i++)
        {
            var touches = part.Changes[i] switch
            {
                TableChange change => scope.Includes(change.Shape.Table),
                SchemaChanged change => scope.Includes(change),
                CaptureGap => true,
                _ => false,
            };
            if (touches)
                return true;
        }

        return false;
    }
}
