using System.Text.Json;
using Rowgate.Core.Errors;

namespace Rowgate.Access.Identity;

/// <summary>Checks what a token says about itself.</summary>
/// <remarks>Source: https://www.rfc-editor.org/rfc/rfc7519#section-4.1</remarks>
internal static class ClaimChecks
{
    /// <summary>How far clocks may differ, in seconds.</summary>
    public const int LeewaySeconds = 30;

    // The end of the year 9999, which is as far as .NET counts.
    private const double MomentSecondsMax = 253_402_300_799;

    /// <summary>Checks the times and the audience.</summary>
    /// <param name="claims">The claims, an object.</param>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <param name="audience">What the audience must name; null for anything.</param>
    /// <returns>What is wrong; null when all is well.</returns>
    public static Refusal? Check(JsonElement claims, long now, string? audience) =>
        CheckTime(claims, "exp", time => now - LeewaySeconds > time, Caller.TokenExpired)
        ?? CheckTime(claims, "nbf", time => now + LeewaySeconds < time, IdentityRefusals.NotYetValid)
        ?? CheckTime(claims, "iat", time => now + LeewaySeconds < time, IdentityRefusals.IssuedInFuture)
        ?? CheckAudience(claims, audience);

    /// <summary>When the token is refused for its age, in seconds since 1970; null when it never is.</summary>
    public static double? RefusedFrom(JsonElement claims) =>
        claims.TryGetProperty("exp", out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() + LeewaySeconds
            : null;

    /// <summary>A time in seconds since 1970 as a moment; null for one beyond all calendars.</summary>
    public static DateTimeOffset? Moment(double? seconds) =>
        seconds < MomentSecondsMax ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.Value) : null;

    private static Refusal? CheckTime(JsonElement claims, string name, Func<double, bool> isWrong, Refusal refusal)
    {
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            return IdentityRefusals.NotNumber(name);
        return isWrong(value.GetDouble()) ? refusal : null;
    }

    private static Refusal? CheckAudience(JsonElement claims, string? audience)
    {
        if (!claims.TryGetProperty("aud", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return audience is null || value.ValueEquals(audience) ? null : IdentityRefusals.OtherAudience;
        if (value.ValueKind != JsonValueKind.Array)
            return IdentityRefusals.AudienceNotText;
        var isNamed = audience is null || value.GetArrayLength() == 0;
        foreach (var named in value.EnumerateArray())
        {
            if (named.ValueKind != JsonValueKind.String)
                return IdentityRefusals.AudienceNotText;
            isNamed |= audience is not null && named.ValueEquals(audience);
        }

        return isNamed ? null : IdentityRefusals.OtherAudience;
    }
}
