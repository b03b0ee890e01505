using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.Core.Query.Plans;

/// <summary>A query whose names were all found in a catalog: what a database runs and what an evaluator evaluates.</summary>
public sealed record ReadPlan
{
    /// <summary>The relation read.</summary>
    public required Relation Source { get; init; }

    /// <summary>The members of each result object, in order.</summary>
    public required ImmutableArray<Projection> Projections { get; init; }

    /// <summary>Which rows; null for all. Holds the <c>!inner</c> embeds too, as <see cref="EmbedPredicate"/>s.</summary>
    public Predicate? Filter { get; init; }

    /// <summary>The order; empty for none.</summary>
    public ImmutableArray<SortKey> Order { get; init; } = [];

    /// <summary>How many rows at most; null for no limit.</summary>
    public long? Limit { get; init; }

    /// <summary>How many rows to skip.</summary>
    public long Offset { get; init; }

    /// <summary>True when a projection aggregates, so that the others are grouped by.</summary>
    public bool IsAggregate => Projections.Any(HasAggregate);

    /// <summary>The embeds among the projections.</summary>
    public IEnumerable<EmbedProjection> Embeds => Projections.OfType<EmbedProjection>();

    /// <summary>Every relation that the plan reads, itself first; a relation may appear more than once.</summary>
    public IEnumerable<TableName> Tables()
    {
        yield return Source.Name;
        foreach (var embed in Embeds)
        {
            if (embed.Relationship.Junction is { } junction)
                yield return junction.Table;
            foreach (var table in embed.Plan.Tables())
                yield return table;
        }
    }

    // An aggregate inside a spread to-one embed belongs to the parent's level.
    private static bool HasAggregate(Projection projection) =>
        projection is AggregateProjection
        || projection is EmbedProjection { IsSpread: true, Relationship.IsToOne: true } embed && embed.Plan.IsAggregate;
}
