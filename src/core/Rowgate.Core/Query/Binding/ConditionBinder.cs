using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Binds conditions of one relation. A name of one of its embeds may stand for a field with <c>is.null</c>.</summary>
internal static class ConditionBinder
{
    /// <summary>Binds conditions that must all hold.</summary>
    public static Outcome<Predicate> BindAll(
        Relation relation, ImmutableArray<Condition> conditions, ImmutableArray<EmbedProjection> embeds)
    {
        if (conditions is [var only])
            return Bind(relation, only, embeds);
        return BindGroup(relation, new ConditionGroup(IsOr: false, Negated: false, conditions), embeds);
    }

    private static Outcome<Predicate> Bind(Relation relation, Condition condition, ImmutableArray<EmbedProjection> embeds) =>
        condition switch
        {
            Comparison comparison => BindComparison(relation, comparison, embeds),
            ConditionGroup group => BindGroup(relation, group, embeds),
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };

    private static Outcome<Predicate> BindGroup(
        Relation relation, ConditionGroup group, ImmutableArray<EmbedProjection> embeds)
    {
        var items = ImmutableArray.CreateBuilder<Predicate>(group.Items.Length);
        foreach (var item in group.Items)
        {
            var bound = Bind(relation, item, embeds);
            if (!bound.Accepted)
                return bound;
            items.Add(bound.Value);
        }

        return new PredicateGroup(group.IsOr, group.Negated, items.MoveToImmutable());
    }

    private static Outcome<Predicate> BindComparison(
        Relation relation, Comparison comparison, ImmutableArray<EmbedProjection> embeds)
    {
        var (path, operation) = comparison;
        var embed = path.Path.IsEmpty ? embeds.FirstOrDefault(known => known.Name == path.Column) : null;
        if (embed is not null && operation is { Operator: ComparisonOperator.Is, Is: IsValue.Null or IsValue.NotNull })
            return new EmbedPredicate(embed, Exists: (operation.Is == IsValue.NotNull) != operation.Negated);

        var field = FieldBinder.Bind(relation, path);
        if (field.Accepted)
            return new FieldPredicate(field.Value, operation);
        return embed is null
            ? field.Refusal
            : field.Refusal with
            {
                Hint = $"'{embed.Name}' is an embedded resource: compare it with is.null or not.is.null, "
                    + $"or filter its columns, as in {embed.Name}.id=eq.1",
            };
    }
}
