using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Writes select lists.</summary>
internal static class SelectText
{
    /// <summary>The items with commas between.</summary>
    public static string Of(IEnumerable<SelectItem> items) => string.Join(',', items.Select(Of));

    private static string Of(SelectItem item) => item switch
    {
        SelectAll => "*",
        SelectField field => Alias(field.Alias) + NameText.Of(field.Field) + Cast(field.Cast),
        SelectAggregate { Field: null } count => $"{Alias(count.Alias)}count(){Cast(count.OutputCast)}",
        SelectAggregate aggregate =>
            Alias(aggregate.Alias) + NameText.Of(aggregate.Field!) + Cast(aggregate.InputCast)
                + $".{AggregateNames.Of(aggregate.Function)}(){Cast(aggregate.OutputCast)}",
        SelectEmbed embed =>
            (embed.IsSpread ? "..." : Alias(embed.Alias)) + NameText.Of(embed.Relation)
                + (embed.Hint is { } hint ? $"!{NameText.Of(hint)}" : "")
                + (embed.Join == JoinKind.Inner ? "!inner" : "")
                + $"({Of(embed.Query.Select)})",
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private static string Alias(string? alias) => alias is null ? "" : $"{NameText.Of(alias)}:";

    private static string Cast(string? type) => type is null ? "" : $"::{type}";
}
