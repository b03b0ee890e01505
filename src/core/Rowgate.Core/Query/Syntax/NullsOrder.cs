namespace Rowgate.Core.Query.Syntax;

/// <summary>Where nulls go in an order.</summary>
public enum NullsOrder
{
    /// <summary>PostgreSQL's default: last when ascending, first when descending. Every database here follows it.</summary>
    Default,

    /// <summary><c>nullsfirst</c>.</summary>
    First,

    /// <summary><c>nullslast</c>.</summary>
    Last,
}
