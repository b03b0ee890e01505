using System.Collections.Immutable;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Live.Following;

namespace Rowgate.Live.Results;

/// <summary>A query that is followed by evaluating it again.</summary>
internal sealed record ResultPlan
{
    /// <summary>Equal for queries that have the same result for the same caller, on the same shapes.</summary>
    public required string Name { get; init; }

    /// <summary>What to run; its rows begin with their key when <see cref="IsKeyed"/>.</summary>
    public required ReadPlan Plan { get; init; }

    /// <summary>On whose behalf to run it.</summary>
    public required RequestSession Session { get; init; }

    /// <summary>The tables whose changes ask for another evaluation.</summary>
    public required TableScope Scope { get; init; }

    /// <summary>The names of the primary key's columns; empty when rows are known by all that they show.</summary>
    public required ImmutableArray<string> Key { get; init; }

    /// <summary>The same when the rows do not show all of them; else empty.</summary>
    public required ImmutableArray<string> HiddenKey { get; init; }

    /// <summary>True when rows are known by their key.</summary>
    public bool IsKeyed => !Key.IsEmpty;

    /// <summary>True when events say at which place a row is.</summary>
    public bool IsIndexed => !Plan.Order.IsEmpty && Plan.Limit is not null;
}
