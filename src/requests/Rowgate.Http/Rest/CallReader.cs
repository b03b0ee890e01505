using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;
using Rowgate.Gate.Requests;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Rest;

/// <summary>Reads the call of a function out of a request.</summary>
internal static class CallReader
{
    /// <summary>Reads a GET, HEAD or POST.</summary>
    public static async ValueTask<Outcome<CallRequest>> ReadAsync(RestCall call)
    {
        var isPost = HttpMethods.IsPost(call.Request.Method);
        var query = QueryParser.ParseCall(call.QueryText, argumentsInQuery: !isPost);
        if (!query.Accepted)
            return query.Refusal;
        if (!isPost)
        {
            var ranged = HttpMethods.IsGet(call.Request.Method)
                ? RowsRange.Apply(query.Value.Query, call.Request.Headers.Range)
                : query.Value.Query;
            return ranged.Accepted ? OfQuery(call, query.Value with { Query = ranged.Value }) : ranged.Refusal;
        }

        var type = BodyType.ParseOfCall(call.Request);
        if (!type.Accepted)
            return type.Refusal;
        var body = await RequestBody.ReadAsync(call.Request, call.Options.BodyBytesMax, call.Aborted);
        return body.Accepted
            ? Of(call, query.Value.Query, new BodyInput(body.Value, type.Value), isReadOnly: false)
            : body.Refusal;
    }

    /// <summary>A call whose arguments stand in the query.</summary>
    public static CallRequest OfQuery(RestCall call, CallQuery query) =>
        Of(call, query.Query, new TextInput(query.Arguments), isReadOnly: true);

    // A plan of the database tells nothing about a function's rows, so there is no total then.
    private static CallRequest Of(RestCall call, TableQuery query, CallInput input, bool isReadOnly) => new()
    {
        Caller = call.Caller,
        Session = call.Session,
        Id = call.Context.TraceIdentifier,
        Function = call.Name,
        Query = query,
        Input = input,
        IsReadOnly = isReadOnly,
        IsCounted = call.Preferences.Count is "exact" or "estimated",
        AffectedMax = call.Preferences.Strict is true ? call.Preferences.AffectedMax : null,
        IsRolledBack = call.IsRolledBack,
        Times = call.Times,
    };
}
