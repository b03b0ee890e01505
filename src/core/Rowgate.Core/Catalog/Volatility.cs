namespace Rowgate.Core.Catalog;

/// <summary>What a function promises about its effects.</summary>
public enum Volatility
{
    /// <summary>May write, may return something else each time.</summary>
    Volatile,

    /// <summary>Only reads.</summary>
    Stable,

    /// <summary>Depends on its arguments alone.</summary>
    Immutable,
}
