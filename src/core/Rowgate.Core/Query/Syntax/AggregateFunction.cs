namespace Rowgate.Core.Query.Syntax;

/// <summary>The aggregate functions of the grammar.</summary>
public enum AggregateFunction
{
    /// <summary><c>count()</c>: of rows, or of values that are not null.</summary>
    Count,

    /// <summary><c>sum()</c>.</summary>
    Sum,

    /// <summary><c>avg()</c>.</summary>
    Avg,

    /// <summary><c>min()</c>.</summary>
    Min,

    /// <summary><c>max()</c>.</summary>
    Max,
}
