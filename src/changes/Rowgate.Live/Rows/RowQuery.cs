// Hot path: bench/Fanout
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Live.Events;
using Rowgate.Live.Following;

namespace Rowgate.Live.Rows;

/// <summary>A query whose result is followed row by row, and all who follow it.</summary>
/// <remarks>The matching is safe for many threads; the followers are the pump's, under its lock.</remarks>
internal sealed class RowQuery
{
    /// <summary>Equal for queries that have the same result for the same caller, on the same shape of the table.</summary>
    public required string Name { get; init; }

    /// <summary>The table, as the query was bound to it.</summary>
    public required TableShape Shape { get; init; }

    /// <summary>What reads the rows.</summary>
    public required ReadPlan Plan { get; init; }

    /// <summary>On whose behalf the database is asked whether the rows may be read.</summary>
    public required RequestSession Session { get; init; }

    /// <summary>Which rows.</summary>
    public required RowPredicate Filter { get; init; }

    /// <summary>What every row of the result equals, to find the query by; null when there is nothing of the kind.</summary>
    public required EqualityTerm? Equality { get; init; }

    /// <summary>How the rows are shown; replaced by an equal one that is shared.</summary>
    public required RowView View { get; set; }

    /// <summary>Who follows.</summary>
    public List<Follower> Followers { get; } = new(1);

    /// <summary>Why the query cannot go on; null while it can. The pump's, under its lock.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>What a change does to the result.</summary>
    /// <returns>Null when it does nothing.</returns>
    /// <exception cref="RefusedException">To tell takes too long.</exception>
    public ChangeOperation? Match(RowChange change)
    {
        var was = change.Before is { } before && Filter.Matches(before);
        var isNow = change.After is { } after && Filter.Matches(after);
        if (isNow)
            return was ? ChangeOperation.Change : ChangeOperation.Enter;
        return was ? ChangeOperation.Leave : null;
    }

    /// <summary>Ends the query for all its followers.</summary>
    public void Refuse(Refusal refusal)
    {
        Refusal = refusal;
        foreach (var follower in Followers)
            follower.Refuse(refusal);
    }

    /// <summary>Tells all followers to bind and read the query again.</summary>
    public void Restart()
    {
        foreach (var follower in Followers)
            follower.Restart();
    }
}
