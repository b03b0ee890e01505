using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Binds the order of one level.</summary>
internal static class OrderBinder
{
    /// <summary>Binds the terms; one may order by a column of a to-one embed of the plan.</summary>
    public static Outcome<ImmutableArray<SortKey>> Bind(ReadPlan plan, ImmutableArray<OrderTerm> terms)
    {
        var keys = ImmutableArray.CreateBuilder<SortKey>(terms.Length);
        foreach (var term in terms)
        {
            var key = BindTerm(plan, term);
            if (!key.Accepted)
                return key.Refusal;
            keys.Add(key.Value);
        }

        return keys.MoveToImmutable();
    }

    private static Outcome<SortKey> BindTerm(ReadPlan plan, OrderTerm term)
    {
        EmbedProjection? embed = null;
        if (term.Embed is { } name)
        {
            embed = plan.Embeds.FirstOrDefault(known => known.Name == name);
            if (embed is null)
                return EmbedPath.NotEmbedded(name, plan.Embeds.Select(known => known.Name));
            if (!embed.Relationship.IsToOne)
                return NotToOne(plan.Source, name);
        }

        var field = FieldBinder.Bind(embed?.Plan.Source ?? plan.Source, term.Field);
        return field.Accepted ? new SortKey(field.Value, embed, term.Descending, term.Nulls) : field.Refusal;
    }

    private static Refusal NotToOne(Relation source, string embed) =>
        new(
            RefusalCode.OrderByToMany,
            $"A related order on '{embed}' is not possible",
            $"'{source.Name.Name}' and '{embed}' do not form a many-to-one or one-to-one relationship");
}
