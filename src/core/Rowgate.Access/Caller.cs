using Rowgate.Core.Errors;

namespace Rowgate.Access;

/// <summary>Who makes a request, as far as it is known.</summary>
/// <param name="Role">The role that decides what may be seen and done.</param>
/// <param name="Service">The name to put on what the caller writes.</param>
public sealed record Caller(string Role, string Service)
{
    /// <summary>True when the caller did not say who it is.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The role that the database knows it by; null for the role of Rowgate's own connection.</summary>
    public string? DatabaseRole { get; init; }

    /// <summary>The claims of the caller's token and its effective role, as a JSON object; null when there are none.</summary>
    public string? Claims { get; init; }

    /// <summary>From when on its token is no longer believed; null when that never happens, or there is no token.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The role of callers that did not say who they are.</summary>
    public const string AnonymousRole = "anonymous";

    /// <summary>A caller that did not say who it is.</summary>
    public static readonly Caller Anonymous = new(AnonymousRole, AnonymousRole) { IsAnonymous = true };

    /// <summary>Why it is no longer who it said it is; null while it is. For what outlives the request that the token came with.</summary>
    public Refusal? WhyNotAt(DateTimeOffset now) => now >= Expires ? TokenExpired : null;

    internal static readonly Refusal TokenExpired = new(RefusalCode.ClaimsRefused, "JWT expired");
}
