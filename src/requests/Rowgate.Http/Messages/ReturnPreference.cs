namespace Rowgate.Http.Messages;

/// <summary>What a write answers with.</summary>
internal enum ReturnPreference
{
    /// <summary>Nothing.</summary>
    Minimal,

    /// <summary>Where the new row is.</summary>
    HeadersOnly,

    /// <summary>The rows as written.</summary>
    Representation,
}
