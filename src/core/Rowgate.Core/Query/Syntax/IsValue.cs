namespace Rowgate.Core.Query.Syntax;

/// <summary>The operands of the operator <c>is</c>.</summary>
public enum IsValue
{
    /// <summary><c>is.null</c>.</summary>
    Null,

    /// <summary><c>is.not_null</c>.</summary>
    NotNull,

    /// <summary><c>is.true</c>.</summary>
    True,

    /// <summary><c>is.false</c>.</summary>
    False,

    /// <summary><c>is.unknown</c>.</summary>
    Unknown,
}
