using System.Globalization;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Plans;

/// <summary>Writes plans as text: plans of one catalog with equal texts give equal results, so it serves as a key.</summary>
/// <remarks>Not meant to be read back. The order of conditions does not matter.</remarks>
public static class PlanText
{
    /// <summary>The text of a plan.</summary>
    public static string Of(ReadPlan plan)
    {
        var text = new StringBuilder();
        Append(text, plan);
        return text.ToString();
    }

    /// <summary>The text of a filter; empty for none.</summary>
    public static string Of(Predicate? filter) => filter switch
    {
        null => "",
        FieldPredicate field => $"{Field(field.Field)}.{OperationText.Of(field.Operation, inTree: true)}",
        PredicateGroup group =>
            $"{(group.Negated ? "not." : "")}{(group.IsOr ? "or" : "and")}"
                + $"({string.Join(',', group.Items.Select(Of).Order(StringComparer.Ordinal))})",
        // Without the projections: they do not matter here, and with them nested embeds would double at each level.
        EmbedPredicate embed =>
            $"{(embed.Exists ? "" : "not.")}exists({Way(embed.Embed.Relationship)}?{Of(embed.Embed.Plan.Filter)}"
                + $"{Page(embed.Embed.Plan)})",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static void Append(StringBuilder text, ReadPlan plan)
    {
        text.Append(Table(plan.Source.Name)).Append('(');
        foreach (var projection in plan.Projections)
        {
            Append(text, projection);
            text.Append(',');
        }

        text.Append(")?").Append(Of(plan.Filter));
        foreach (var key in plan.Order)
        {
            text.Append(key.Descending ? "&desc=" : "&asc=");
            if (key.Embed is { } embed)
                text.Append(CultureInfo.InvariantCulture, $"{NameText.Quote(embed.Name)}{Way(embed.Relationship)}.");
            text.Append(Field(key.Field)).Append('.').Append(key.Nulls);
        }

        text.Append(Page(plan));
    }

    private static void Append(StringBuilder text, Projection projection)
    {
        text.Append(NameText.Quote(projection.Name)).Append(':');
        switch (projection)
        {
            case KeyProjection:
                text.Append("key()");
                break;
            case FieldProjection field:
                text.Append(Field(field.Field)).Append(Cast(field.Cast));
                break;
            case AggregateProjection aggregate:
                text.Append(aggregate.Field is null ? "" : Field(aggregate.Field)).Append(Cast(aggregate.InputCast))
                    .Append('.').Append(AggregateNames.Of(aggregate.Function)).Append("()").Append(Cast(aggregate.OutputCast));
                break;
            case EmbedProjection embed:
                text.Append(embed.IsSpread ? "..." : "").Append(embed.Join).Append(Way(embed.Relationship)).Append(' ');
                Append(text, embed.Plan);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(projection));
        }
    }

    private static string Field(BoundField field) => NameText.Of(new FieldPath(field.Column.Name, field.Path));

    private static string Cast(string? type) => type is null ? "" : $"::{NameText.Quote(type)}";

    private static string Table(TableName name) => $"{NameText.Quote(name.Schema)}.{NameText.Quote(name.Name)}";

    private static string Way(Relationship way) =>
        $"{NameText.Quote(way.Name)}{Table(way.Parent)}{way.Cardinality}{Table(way.Target)}";

    private static string Page(ReadPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"&limit={plan.Limit}&offset={plan.Offset}");
}
