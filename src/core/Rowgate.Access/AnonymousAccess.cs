namespace Rowgate.Access;

/// <summary>What callers may do that did not say who they are.</summary>
public enum AnonymousAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read every table.</summary>
    Read,

    /// <summary>Read and write every table.</summary>
    Write,
}
