namespace Rowgate.Core.Query.Syntax;

/// <summary>Whether a parent without a matching embedded row stays in the result.</summary>
public enum JoinKind
{
    /// <summary>It stays (the default, or <c>!left</c>).</summary>
    Left,

    /// <summary>It goes (<c>!inner</c>).</summary>
    Inner,
}
