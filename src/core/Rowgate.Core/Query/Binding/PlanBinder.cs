using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Binds a query and, through its embeds, the queries inside it.</summary>
internal sealed class PlanBinder(DatabaseCatalog catalog, BindOptions options)
{
    // What a query that selects everything shows, made once for each relation.
    private static readonly ConditionalWeakTable<Relation, StrongBox<ImmutableArray<Projection>>> WholeRows = [];

    /// <summary>Binds one level; the parser has limited how deep they go.</summary>
    public Outcome<ReadPlan> Bind(Relation source, TableQuery query)
    {
        var projections = BindSelect(source, query.Select);
        if (!projections.Accepted)
            return projections.Refusal;
        var plan = new ReadPlan
        {
            Source = source,
            Projections = projections.Value,
            Limit = options.CapLimit(query.Limit),
            Offset = query.Offset,
        };
        var filter = BindFilter(plan, query.Where);
        if (!filter.Accepted)
            return filter.Refusal;
        var order = OrderBinder.Bind(plan, query.Order);
        if (!order.Accepted)
            return order.Refusal;
        return plan with
        {
            Filter = filter.Value is PredicateGroup { IsOr: false, Negated: false, Items.IsEmpty: true } ? null : filter.Value,
            Order = order.Value,
        };
    }

    private Outcome<ImmutableArray<Projection>> BindSelect(Relation source, ImmutableArray<SelectItem> items)
    {
        if (items is [SelectAll])
            return WholeRow(source);
        var projections = ImmutableArray.CreateBuilder<Projection>();
        foreach (var item in items)
        {
            if (item is SelectAll)
            {
                projections.AddRange(WholeRow(source));
                continue;
            }

            var bound = item switch
            {
                SelectField field => BindField(source, field),
                SelectAggregate aggregate => BindAggregate(source, aggregate),
                SelectEmbed embed => BindEmbed(source, embed),
                _ => throw new ArgumentOutOfRangeException(nameof(items)),
            };
            if (!bound.Accepted)
                return bound.Refusal;
            projections.Add(bound.Value);
        }

        return projections.DrainToImmutable();
    }

    private static ImmutableArray<Projection> WholeRow(Relation source) =>
        WholeRows.GetValue(
            source,
            static relation => new([.. relation.Columns.Select(
                column => new FieldProjection(column.Name, new BoundField(column, []), Cast: null))])).Value;

    private Outcome<Projection> BindField(Relation source, SelectField item)
    {
        if (IsBareCount(source, item.Field))
            return BindAggregate(source, new SelectAggregate(AggregateFunction.Count, Field: null, item.Alias, InputCast: null, item.Cast));
        var field = FieldBinder.Bind(source, item.Field);
        return field.Accepted ? new FieldProjection(OutputName.Of(item), field.Value, item.Cast) : field.Refusal;
    }

    // PostgreSQL reads `table.count` as count(table), and PostgREST's clients have long written `orders(count)`.
    private static bool IsBareCount(Relation source, FieldPath field) =>
        field is { Column: "count", Path.IsEmpty: true } && source.FindField("count") is null;

    private Outcome<Projection> BindAggregate(Relation source, SelectAggregate item)
    {
        if (!options.AggregatesEnabled)
            return new Refusal(RefusalCode.AggregatesDisabled, "Use of aggregate functions is not allowed");
        BoundField? field = null;
        if (item.Field is not null)
        {
            var bound = FieldBinder.Bind(source, item.Field);
            if (!bound.Accepted)
                return bound.Refusal;
            field = bound.Value;
        }

        return new AggregateProjection(OutputName.Of(item), item.Function, field, item.InputCast, item.OutputCast);
    }

    private Outcome<Projection> BindEmbed(Relation source, SelectEmbed item)
    {
        var way = RelationshipFinder.Find(catalog, source, item.Relation, item.Hint);
        if (!way.Accepted)
            return way.Refusal;
        // The index holds only relationships between relations of the catalog.
        var plan = Bind(catalog.Find(way.Value.Target)!, item.Query);
        if (!plan.Accepted)
            return plan.Refusal;
        if (item.IsSpread && !way.Value.IsToOne && plan.Value.IsAggregate)
        {
            return new Refusal(
                RefusalCode.NotSupported,
                "Feature not implemented",
                "Aggregates are not implemented for one-to-many or many-to-many spreads.",
                $"Embed without the dots: {item.Relation}(…)");
        }

        // One row at most needs no limit of ours.
        var inner = way.Value.IsToOne ? plan.Value with { Limit = item.Query.Limit } : plan.Value;
        return new EmbedProjection(item.Name, way.Value, item.Join, item.IsSpread, inner);
    }

    private static Outcome<Predicate> BindFilter(ReadPlan plan, ImmutableArray<Condition> conditions)
    {
        ImmutableArray<EmbedProjection> embeds = [.. plan.Embeds];
        var written = ConditionBinder.BindAll(plan.Source, conditions, embeds);
        if (!written.Accepted || !embeds.Any(embed => embed.Join == JoinKind.Inner))
            return written;
        var inner = embeds.Where(embed => embed.Join == JoinKind.Inner).Select(embed => new EmbedPredicate(embed, Exists: true));
        return new PredicateGroup(
            IsOr: false,
            Negated: false,
            written.Value is PredicateGroup { IsOr: false, Negated: false } group
                ? [.. group.Items, .. inner]
                : [written.Value, .. inner]);
    }
}
