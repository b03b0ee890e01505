using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>The aggregate functions as they are written in a URL.</summary>
internal static class AggregateNames
{
    /// <summary>All names, for suggestions.</summary>
    public static IEnumerable<string> All => Enum.GetValues<AggregateFunction>().Select(Of);

    /// <summary>The function of this name, or null.</summary>
    public static AggregateFunction? Find(string name) => name switch
    {
        "count" => AggregateFunction.Count,
        "sum" => AggregateFunction.Sum,
        "avg" => AggregateFunction.Avg,
        "min" => AggregateFunction.Min,
        "max" => AggregateFunction.Max,
        _ => null,
    };

    /// <summary>How a function is written.</summary>
    public static string Of(AggregateFunction function) => function switch
    {
        AggregateFunction.Count => "count",
        AggregateFunction.Sum => "sum",
        AggregateFunction.Avg => "avg",
        AggregateFunction.Min => "min",
        AggregateFunction.Max => "max",
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };
}
