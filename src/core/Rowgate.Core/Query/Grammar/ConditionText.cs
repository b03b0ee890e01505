using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Writes conditions.</summary>
internal static class ConditionText
{
    /// <summary>A condition as a parameter of its own.</summary>
    public static (string Key, string Value) Parameter(Condition condition) => condition switch
    {
        Comparison comparison => (NameText.Of(comparison.Field), OperationText.Of(comparison.Operation, inTree: false)),
        ConditionGroup group => (Operator(group), Items(group)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static string InTree(Condition condition) => condition switch
    {
        Comparison comparison => $"{NameText.Of(comparison.Field)}.{OperationText.Of(comparison.Operation, inTree: true)}",
        ConditionGroup group => Operator(group) + Items(group),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static string Operator(ConditionGroup group) => (group.Negated ? "not." : "") + (group.IsOr ? "or" : "and");

    // AND and OR do not care about the order, so a fixed one makes equal groups equal texts.
    private static string Items(ConditionGroup group) =>
        $"({string.Join(',', group.Items.Select(InTree).Order(StringComparer.Ordinal))})";
}
