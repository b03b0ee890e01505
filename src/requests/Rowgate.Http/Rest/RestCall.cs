// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Http.Configuration;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Rest;

/// <summary>A request to a relation, as far as it is understood without looking at its query.</summary>
/// <param name="Context">The request and its response.</param>
/// <param name="Options">The settings in force.</param>
/// <param name="Path">The path of the relation, percent-encoded, for the headers that name it.</param>
/// <param name="Relation">The relation.</param>
internal sealed record RestCall(HttpContext Context, HttpOptions Options, string Path, TableName Relation)
{
    /// <summary>Who asks. There are no credentials yet, so it is nobody in particular.</summary>
    public Caller Caller { get; } = Caller.Anonymous;

    /// <summary>What the client would like.</summary>
    public Preferences Preferences { get; } = Preferences.Parse(Context.Request.Headers["Prefer"]);

    /// <summary>The request.</summary>
    public HttpRequest Request => Context.Request;

    /// <summary>The response.</summary>
    public HttpResponse Response => Context.Response;

    /// <summary>The query as sent, without the question mark.</summary>
    public string QueryText => Request.QueryString.Value is { Length: > 1 } text ? text[1..] : "";

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Tells which preferences were honoured.</summary>
    public void Apply(AppliedPreferences kinds)
    {
        if (!Options.AllowTransactionOverride)
            kinds &= ~AppliedPreferences.Transaction;
        if (Preferences.Applied(kinds) is { } applied)
            Response.Headers["Preference-Applied"] = applied;
    }
}
