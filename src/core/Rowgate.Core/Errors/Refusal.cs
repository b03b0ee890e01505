namespace Rowgate.Core.Errors;

/// <summary>An expected "no": part of the contract, shown to the caller, never logged as an error.</summary>
/// <param name="Code">The permanent code that callers may switch on.</param>
/// <param name="Message">One sentence that names the thing refused. No secrets, no SQL.</param>
/// <param name="Details">What was found or where, if there is more to say.</param>
/// <param name="Hint">What the caller can do about it, if anything.</param>
/// <param name="RetryAfter">How long to wait before asking again; null when waiting does not help.</param>
public sealed record Refusal(
    RefusalCode Code, string Message, string? Details = null, string? Hint = null, TimeSpan? RetryAfter = null)
{
    /// <summary>What SQL wants of the answer besides its body and status; null for nothing.</summary>
    public RaisedResponse? Raised { get; init; }
}
