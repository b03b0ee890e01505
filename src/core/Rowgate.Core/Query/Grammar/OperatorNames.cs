using System.Collections.Frozen;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>The operators as they are written in a URL.</summary>
internal static class OperatorNames
{
    private static readonly FrozenDictionary<string, ComparisonOperator> ByName =
        Enum.GetValues<ComparisonOperator>().ToFrozenDictionary(Of, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ComparisonOperator>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All names, for suggestions.</summary>
    public static IEnumerable<string> All => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The operator of this name, or null.</summary>
    public static ComparisonOperator? Find(ReadOnlySpan<char> name) => BySpan.TryGetValue(name, out var found) ? found : null;

    /// <summary>How an operator is written.</summary>
    public static string Of(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Eq => "eq",
        ComparisonOperator.Neq => "neq",
        ComparisonOperator.Gt => "gt",
        ComparisonOperator.Gte => "gte",
        ComparisonOperator.Lt => "lt",
        ComparisonOperator.Lte => "lte",
        ComparisonOperator.Like => "like",
        ComparisonOperator.ILike => "ilike",
        ComparisonOperator.Match => "match",
        ComparisonOperator.IMatch => "imatch",
        ComparisonOperator.In => "in",
        ComparisonOperator.Is => "is",
        ComparisonOperator.IsDistinct => "isdistinct",
        ComparisonOperator.Cs => "cs",
        ComparisonOperator.Cd => "cd",
        ComparisonOperator.Ov => "ov",
        ComparisonOperator.Sl => "sl",
        ComparisonOperator.Sr => "sr",
        ComparisonOperator.Nxr => "nxr",
        ComparisonOperator.Nxl => "nxl",
        ComparisonOperator.Adj => "adj",
        ComparisonOperator.Fts => "fts",
        ComparisonOperator.Plfts => "plfts",
        ComparisonOperator.Phfts => "phfts",
        ComparisonOperator.Wfts => "wfts",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, null),
    };

    /// <summary>True when <c>(any)</c> or <c>(all)</c> may follow.</summary>
    public static bool TakesQuantifier(ComparisonOperator comparison) => comparison
        is ComparisonOperator.Eq or ComparisonOperator.Gt or ComparisonOperator.Gte or ComparisonOperator.Lt
        or ComparisonOperator.Lte or ComparisonOperator.Like or ComparisonOperator.ILike
        or ComparisonOperator.Match or ComparisonOperator.IMatch;

    /// <summary>True for the full text operators, which take a configuration.</summary>
    public static bool IsFullText(ComparisonOperator comparison) => comparison
        is ComparisonOperator.Fts or ComparisonOperator.Plfts or ComparisonOperator.Phfts or ComparisonOperator.Wfts;
}
