namespace Rowgate.Core.Errors;

/// <summary>A refusal found so deep that no outcome can be handed back; whoever runs the query turns it into one.</summary>
/// <param name="refusal">What the caller is told.</param>
public sealed class RefusedException(Refusal refusal) : RowgateException(refusal.Message)
{
    /// <summary>What the caller is told.</summary>
    public Refusal Refusal => refusal;

    /// <inheritdoc/>
    public override bool IsTransient => refusal.RetryAfter is not null;

    /// <inheritdoc/>
    public override string Hint => refusal.Hint ?? "Change the request.";
}
