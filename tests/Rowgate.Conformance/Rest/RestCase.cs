namespace Rowgate.Conformance.Rest;

/// <summary>A request and what must come back.</summary>
/// <param name="Name">A sentence that is true when the case passes.</param>
/// <param name="Request">Method and path behind the prefix, such as <c>GET orders?id=eq.1</c>.</param>
/// <param name="Status">The status.</param>
public sealed record RestCase(string Name, string Request, int Status)
{
    /// <summary>Headers to send, as <c>Name: value</c>.</summary>
    public string[] Send { get; init; } = [];

    /// <summary>The body to send; JSON unless a header says otherwise.</summary>
    public string? Body { get; init; }

    /// <summary>Headers that must come back, as <c>Name: value</c>; without a value, the header must be missing.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>The JSON that must come back, compared by value.</summary>
    public string? Json { get; init; }

    /// <summary>The text that must come back, exactly.</summary>
    public string? Text { get; init; }

    /// <summary>The error code that must come back.</summary>
    public string? Code { get; init; }

    /// <summary>A part of the error's message, details or hint.</summary>
    public string? Says { get; init; }

    /// <summary>A path to read afterwards.</summary>
    public string? Then { get; init; }

    /// <summary>What that must give, as JSON.</summary>
    public string? ThenJson { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
