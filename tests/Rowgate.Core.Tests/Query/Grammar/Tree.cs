using System.Collections.Immutable;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Grammar;

/// <summary>Prints trees for comparison, in a form of its own: nothing here is shared with the printer under test.</summary>
internal static class Tree
{
    public static string Of(TableQuery query, bool sorted = false)
    {
        var where = query.Where.Select(condition => Of(condition, sorted));
        return string.Join(
            ' ',
            [
                $"select[{string.Join(", ", query.Select.Select(item => Of(item, sorted)))}]",
                $"where[{string.Join(" & ", sorted ? where.Order(StringComparer.Ordinal) : where)}]",
                $"order[{string.Join(", ", query.Order.Select(Of))}]",
                $"limit={query.Limit} offset={query.Offset}",
                $"columns={Names(query.Columns)} conflict={Names(query.OnConflict)}",
            ]);
    }

    public static string Of(Condition condition, bool sorted = false)
    {
        switch (condition)
        {
            case Comparison comparison:
                return $"{Of(comparison.Field)} {Of(comparison.Operation)}";
            case ConditionGroup group:
                var items = group.Items.Select(item => Of(item, sorted));
                if (sorted)
                    items = items.Order(StringComparer.Ordinal);
                return $"{(group.Negated ? "NOT " : "")}{(group.IsOr ? "OR" : "AND")}{{{string.Join("; ", items)}}}";
            default:
                throw new InvalidOperationException();
        }
    }

    public static string Of(Operation operation)
    {
        var values = string.Join('|', operation.Values.Select(value => value is null ? "∅" : $"<{value}>"));
        return string.Concat(
            operation.Negated ? "NOT " : "",
            operation.Operator.ToString(),
            operation.Operator == ComparisonOperator.Is ? $" {operation.Is}" : "",
            operation.Quantifier == Quantifier.None ? "" : $" {operation.Quantifier}",
            operation.Language is null ? "" : $" lang={operation.Language}",
            $" {values}").TrimEnd();
    }

    public static string Of(FieldPath field) =>
        field.Column + string.Concat(field.Path.Select(step => (step.AsText ? "->>" : "->") + (step.Key is null ? $"#{step.Index}" : $"'{step.Key}'")));

    public static string Of(OrderTerm term) =>
        $"{(term.Embed is null ? "" : term.Embed + "/")}{Of(term.Field)} {(term.Descending ? "desc" : "asc")} {term.Nulls}";

    public static string Of(SelectItem item, bool sorted = false) => item switch
    {
        SelectAll => "*",
        SelectField field => $"{Of(field.Field)}{As(field.Alias)}{Cast(field.Cast)}",
        SelectAggregate aggregate =>
            $"{aggregate.Function}({(aggregate.Field is null ? "" : Of(aggregate.Field))}{Cast(aggregate.InputCast)}){As(aggregate.Alias)}{Cast(aggregate.OutputCast)}",
        SelectEmbed embed =>
            $"{(embed.IsSpread ? "..." : "")}{embed.Relation}{As(embed.Alias)}{(embed.Hint is null ? "" : " hint " + embed.Hint)} {embed.Join} ({Of(embed.Query, sorted)})",
        _ => throw new InvalidOperationException(),
    };

    private static string As(string? alias) => alias is null ? "" : $" as {alias}";

    private static string Cast(string? cast) => cast is null ? "" : $"::{cast}";

    private static string Names(ImmutableArray<string>? names) => names is { } all ? $"({string.Join(',', all.Select(name => $"<{name}>"))})" : "none";
}
