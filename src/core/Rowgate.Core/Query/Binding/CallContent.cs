namespace Rowgate.Core.Query.Binding;

/// <summary>What the body of a call holds, as far as it matters for the choice of the function.</summary>
public enum CallContent
{
    /// <summary>There is no body: the arguments stand in the URL (GET, HEAD).</summary>
    None,

    /// <summary>JSON, or nothing.</summary>
    Json,

    /// <summary>Form fields, or CSV.</summary>
    Form,

    /// <summary>Plain text.</summary>
    Text,

    /// <summary>XML.</summary>
    Xml,

    /// <summary>Bytes.</summary>
    Octets,
}
