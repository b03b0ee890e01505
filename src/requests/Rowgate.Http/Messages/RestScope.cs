// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;
using Rowgate.Http.Configuration;

namespace Rowgate.Http.Messages;

/// <summary>A request whose caller is known, before its path is looked at.</summary>
/// <param name="Context">The request and its response.</param>
/// <param name="Options">The settings in force.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Prefix">The path in front of the API, without a slash at its end.</param>
/// <param name="Times">Where to note how long each step takes; null when nobody wants to know.</param>
internal sealed record RestScope(HttpContext Context, HttpOptions Options, Caller Caller, string Prefix, StepTimes? Times)
{
    /// <summary>On whose behalf the database works.</summary>
    /// <param name="schema">The schema that the request means; null for the default one.</param>
    /// <param name="preferences">What the client would like.</param>
    public RequestSession Session(string? schema, Preferences preferences) =>
        new(Caller.DatabaseRole, Caller.IsAnonymous)
        {
            Claims = Caller.Claims,
            Schema = schema,
            TimeZone = preferences.TimeZone,
            Facts = new HttpRequestFacts(Context, Prefix),
        };
}
