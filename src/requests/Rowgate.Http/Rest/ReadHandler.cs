// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;
using Rowgate.Gate;
using Rowgate.Gate.Requests;
using Rowgate.Http.Live;
using Rowgate.Http.Messages;
using Rowgate.Http.Results;
using Rowgate.Live;

namespace Rowgate.Http.Rest;

/// <summary>Answers GET and HEAD on a relation, as rows or as a live query.</summary>
internal sealed class ReadHandler(RequestGate gate, EventStream eventStream, LongPoll longPoll)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(RestCall call)
    {
        var query = ParseQuery(call);
        if (!query.Accepted)
            return query.Refusal;
        var format = AcceptHeader.ForRows(call.Request.Headers.Accept);
        var isHead = HttpMethods.IsHead(call.Request.Method);
        if (isHead && format.Value?.Shape == ResultShape.EventStream)
            format = AcceptHeader.Refuse(call.Request.Headers.Accept);
        var read = new ReadRequest(
            call.Caller, call.Relation, query.Value, CountTotal: call.Preferences.Count is not null, CountOnly: isHead);
        if ((format.Refusal ?? call.Preferences.Check()) is { } refusal)
        {
            // What is wrong with the query is told first, because it is mended first.
            var plan = await gate.PlanAsync(read, call.Aborted);
            return plan.Refusal ?? refusal;
        }

        if (format.Value!.Shape == ResultShape.EventStream)
            return await eventStream.SendAsync(call.Context, new LiveRequest(call.Caller, call.Relation, query.Value));
        AddHeaders(call);
        if (!isHead && call.Preferences.WaitSeconds is { } seconds)
            return await WaitAsync(call, read, format.Value, seconds);
        call.Apply(AppliedPreferences.Count | AppliedPreferences.Transaction);
        var outcome = await gate.ReadAsync(read, call.Aborted);
        if (!outcome.Accepted)
            return outcome.Refusal;
        await using var rows = outcome.Value.Rows;
        var page = new Page(outcome.Value.Plan, rows.Total);
        return isHead
            ? HeadResponse.Send(call.Response, page, format.Value, call.Preferences.Count is not null)
            : await RowsResponse.SendAsync(
                call.Context, rows, outcome.Value.First, page, format.Value, call.Options.CollectBytesMax);
    }

    private async ValueTask<Refusal?> WaitAsync(RestCall call, ReadRequest read, ResultFormat format, int seconds)
    {
        // Says first what the gate refuses: live queries would refuse the same, but not look at the schema again.
        var plan = await gate.PlanAsync(read, call.Aborted);
        if (!plan.Accepted)
            return plan.Refusal;
        call.Apply(AppliedPreferences.Count | AppliedPreferences.Transaction | AppliedPreferences.Wait);
        return await longPoll.SendAsync(call.Context, read, plan.Value, format, seconds, call.Options.CollectBytesMax);
    }

    private static Outcome<TableQuery> ParseQuery(RestCall call)
    {
        var query = QueryParser.Parse(call.QueryText);
        return query.Accepted && HttpMethods.IsGet(call.Request.Method)
            ? RowsRange.Apply(query.Value, call.Request.Headers.Range)
            : query;
    }

    private static void AddHeaders(RestCall call)
    {
        var headers = call.Response.Headers;
        headers.ContentLocation = ContentLocation.Of(call.Path, call.Request.QueryString.Value);
        headers.Append("Vary", "Accept, Prefer, Range");
    }
}
