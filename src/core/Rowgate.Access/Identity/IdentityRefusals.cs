using System.Globalization;
using Rowgate.Core.Errors;

namespace Rowgate.Access.Identity;

/// <summary>Why a caller is not believed, in the words of PostgREST.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/errors.html</remarks>
internal static class IdentityRefusals
{
    public static readonly Refusal NoToken = new(RefusalCode.TokenNotUnderstood, "Empty JWT is sent in Authorization header");

    public static readonly Refusal NoSuitableKey = new(
        RefusalCode.TokenNotUnderstood, "No suitable key or wrong key type", "None of the keys was able to decode the JWT");

    public static readonly Refusal UnknownAlgorithm = new(
        RefusalCode.TokenNotUnderstood, "Wrong or unsupported encoding algorithm", "JWT is unsecured or its algorithm is not supported");

    public static readonly Refusal NoKeyFits = new(
        RefusalCode.TokenNotUnderstood, "No suitable key or wrong key type", "No suitable key was found to decode the JWT");

    public static readonly Refusal NotDecoded = new(RefusalCode.TokenNotUnderstood, "JWT couldn't be decoded");

    public static readonly Refusal NoSecret = new(RefusalCode.NoTokenSecret, "Server lacks JWT secret");

    public static readonly Refusal NoAnonymous = new(RefusalCode.AnonymousNotAllowed, "Anonymous access is disabled");

    public static readonly Refusal ClaimsNotParsed = new(RefusalCode.ClaimsRefused, "Parsing claims failed");

    public static readonly Refusal NotYetValid = new(RefusalCode.ClaimsRefused, "JWT not yet valid");

    public static readonly Refusal IssuedInFuture = new(RefusalCode.ClaimsRefused, "JWT issued at future");

    public static readonly Refusal OtherAudience = new(RefusalCode.ClaimsRefused, "JWT not in audience");

    public static readonly Refusal AudienceNotText = new(
        RefusalCode.ClaimsRefused, "The JWT 'aud' claim must be a string or an array of strings");

    public static readonly Refusal KeysNotRead = new(
        RefusalCode.NotReady,
        "The keys that tokens are checked with could not be read",
        Hint: "They are asked for again with a later request. The server's log says what went wrong.",
        RetryAfter: TimeSpan.FromSeconds(5));

    public static Refusal PartCount(int parts) =>
        new(RefusalCode.TokenNotUnderstood, string.Create(CultureInfo.InvariantCulture, $"Expected 3 parts in JWT; got {parts}"));

    public static Refusal NotNumber(string claim) =>
        new(RefusalCode.ClaimsRefused, $"The JWT '{claim}' claim must be a number");
}
