// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;
using Rowgate.Http.Configuration;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Rest;

/// <summary>A request to a relation or function, as far as it is understood without looking at its query.</summary>
/// <param name="Context">The request and its response.</param>
/// <param name="Options">The settings in force.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Path">The path of the relation or function, percent-encoded, for the headers that name it.</param>
/// <param name="Name">The relation or function.</param>
/// <param name="Session">On whose behalf the database works.</param>
/// <param name="Preferences">What the client would like.</param>
/// <param name="Times">Where to note how long each step takes; null when nobody wants to know.</param>
internal sealed record RestCall(
    HttpContext Context,
    HttpOptions Options,
    Caller Caller,
    string Path,
    TableName Name,
    RequestSession Session,
    Preferences Preferences,
    StepTimes? Times)
{
    /// <summary>The request.</summary>
    public HttpRequest Request => Context.Request;

    /// <summary>The response.</summary>
    public HttpResponse Response => Context.Response;

    /// <summary>The query as sent, without the question mark.</summary>
    public string QueryText => Request.QueryString.Value is { Length: > 1 } text ? text[1..] : "";

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>True when the transaction is to be undone at its end.</summary>
    public bool IsRolledBack => Options.TransactionEnd switch
    {
        TransactionEnd.Commit => false,
        TransactionEnd.CommitAllowOverride => Preferences.Rollback is true,
        TransactionEnd.Rollback => true,
        _ => Preferences.Rollback is not false,
    };

    /// <summary>Reads the query. What is better written otherwise is told in <c>Warning</c>.</summary>
    public Outcome<TableQuery> Parse()
    {
        var query = QueryParser.Parse(QueryText, Options.LegacyTargetNames);
        if (query is { Accepted: true, Value.LegacyTargets: { IsDefaultOrEmpty: false } names })
        {
            var advice = string.Join(", ", names.Select(name => $"{name.Alias} instead of {name.Relation}"));
            var text = HeaderText.Value(advice).Replace('"', '\'').Replace('\\', '/');
            Response.Headers.Warning = $"299 Rowgate \"Name embeds by their alias: {text}\"";
        }

        return query;
    }

    /// <summary>Tells which preferences were honoured.</summary>
    public void Apply(AppliedPreferences kinds)
    {
        if (!Options.AllowsTransactionOverride)
            kinds &= ~AppliedPreferences.Transaction;
        if (Session.TimeZone is not null)
            kinds |= AppliedPreferences.TimeZone;
        if (Preferences.Applied(kinds) is { } applied)
            Response.Headers["Preference-Applied"] = applied;
    }
}
