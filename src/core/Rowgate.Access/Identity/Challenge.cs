using Rowgate.Core.Errors;

namespace Rowgate.Access.Identity;

/// <summary>What a 401 answer tells the client about how to say who it is.</summary>
/// <remarks>Source: https://www.rfc-editor.org/rfc/rfc6750#section-3</remarks>
public static class Challenge
{
    /// <summary>The value of <c>WWW-Authenticate</c> for a refusal; null when the answer has none.</summary>
    public static string? For(Refusal refusal)
    {
        if (refusal.Code.HttpStatus != 401)
            return null;

        // SQL may raise these two with a message of its own.
        return refusal.Code == RefusalCode.TokenNotUnderstood || refusal.Code == RefusalCode.ClaimsRefused
            ? $"Bearer error=\"invalid_token\", error_description=\"{refusal.Message.Replace('"', '\'').Replace('\\', '/')}\""
            : "Bearer";
    }
}
