using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;

namespace Rowgate.PostgreSql.Writing;

/// <summary>Which columns of a row the showing of it needs.</summary>
/// <param name="Columns">Their names, each once.</param>
/// <param name="NeedsWholeRow">True when a function takes the row itself; then all columns are among them, in catalog order.</param>
internal readonly record struct NeededColumns(ImmutableArray<string> Columns, bool NeedsWholeRow)
{
    /// <summary>No columns.</summary>
    public static readonly NeededColumns None = new([], NeedsWholeRow: false);

    /// <summary>The columns that a plan needs of its source.</summary>
    public static NeededColumns Of(ReadPlan plan)
    {
        var found = new List<string>();
        if (Add(found, plan))
            return new([.. plan.Source.Columns.Select(column => column.Name)], NeedsWholeRow: true);
        return new([.. found.Distinct(StringComparer.Ordinal)], NeedsWholeRow: false);
    }

    // True when the whole row is needed.
    private static bool Add(List<string> found, ReadPlan plan)
    {
        var isWhole = false;
        foreach (var projection in plan.Projections)
        {
            isWhole |= projection switch
            {
                FieldProjection field => Add(found, field.Field),
                AggregateProjection { Field: { } field } => Add(found, field),
                KeyProjection => AddKey(found, plan.Source),
                EmbedProjection embed => Add(found, embed),
                _ => false,
            };
        }

        foreach (var key in plan.Order)
            isWhole |= key.Embed is { } embed ? Add(found, embed) : Add(found, key.Field);
        return isWhole | (plan.Filter is { } filter && Add(found, filter));
    }

    private static bool Add(List<string> found, Predicate filter)
    {
        switch (filter)
        {
            case FieldPredicate field:
                return Add(found, field.Field);
            case EmbedPredicate embed:
                return Add(found, embed.Embed);
            case PredicateGroup group:
                var isWhole = false;
                foreach (var item in group.Items)
                    isWhole |= Add(found, item);
                return isWhole;
            default:
                throw new ArgumentOutOfRangeException(nameof(filter));
        }
    }

    private static bool Add(List<string> found, BoundField field)
    {
        if (field.Column.Function is not null)
            return true;
        found.Add(field.Column.Name);
        return false;
    }

    private static bool Add(List<string> found, EmbedProjection embed)
    {
        if (embed.Relationship.Function is not null)
            return true;
        found.AddRange(embed.Relationship.ParentColumns);
        return false;
    }

    private static bool AddKey(List<string> found, Relation source)
    {
        found.AddRange(source.PrimaryKey.Select(ordinal => source.Columns[ordinal].Name));
        return false;
    }
}
