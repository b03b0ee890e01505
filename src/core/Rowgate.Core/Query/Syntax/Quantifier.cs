namespace Rowgate.Core.Query.Syntax;

/// <summary>How an operator is applied to a list of values.</summary>
public enum Quantifier
{
    /// <summary>One value, no list.</summary>
    None,

    /// <summary><c>op(any).{…}</c>: true for one of them.</summary>
    Any,

    /// <summary><c>op(all).{…}</c>: true for each of them.</summary>
    All,
}
