using Rowgate.Core.Catalog;

namespace Rowgate.Core.Query.Plans;

/// <summary>Tells whether a statement runs code of the database's own.</summary>
/// <remarks>
/// Such code may do anything: set something for the session, where the next request would find it, or say what it wants of the
/// response. What runs none of it can do neither. When in doubt, it does: a cast may be one that somebody made.
/// </remarks>
public static class CodeUse
{
    /// <summary>True when reading by this plan may run such code.</summary>
    public static bool IsIn(ReadPlan plan)
    {
        if (plan.Source.RunsCode || (plan.Filter is { } filter && IsIn(filter)))
            return true;
        foreach (var projection in plan.Projections)
        {
            if (IsIn(projection))
                return true;
        }

        foreach (var key in plan.Order)
        {
            if (IsIn(key.Field) || (key.Embed is { } embed && IsIn(embed)))
                return true;
        }

        return false;
    }

    private static bool IsIn(Projection projection) => projection switch
    {
        FieldProjection field => field.Cast is not null || IsIn(field.Field),
        AggregateProjection aggregate => aggregate.InputCast is not null || aggregate.OutputCast is not null
            || (aggregate.Field is { } field && (IsIn(field) || field.Column.Type.Kind == ValueKind.Any)),
        EmbedProjection embed => IsIn(embed),
        _ => false,
    };

    private static bool IsIn(EmbedProjection embed) =>
        embed.Relationship is { Function: not null } or { Junction.RunsCode: true } || IsIn(embed.Plan);

    private static bool IsIn(Predicate predicate) => predicate switch
    {
        FieldPredicate field => IsIn(field.Field),
        EmbedPredicate embed => IsIn(embed.Embed),
        PredicateGroup group => group.Items.Any(IsIn),
        _ => true,
    };

    private static bool IsIn(BoundField field) => field.Column is { Function: not null } or { Representation: not null };
}
