// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate;
using Rowgate.Gate.Accounting;
using Rowgate.Gate.Requests;
using Rowgate.Http.Live;
using Rowgate.Http.Media;
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
        call.Times?.End(RequestStep.Parse);
        if (!query.Accepted)
            return query.Refusal;
        var format = Choose(call, query.Value);
        var isHead = HttpMethods.IsHead(call.Request.Method);
        if (isHead && format.Value?.Shape == ResultShape.EventStream)
            format = AcceptHeader.Refuse(call.Request.Headers.Accept);
        var read = new ReadRequest(call.Caller, call.Name, query.Value, Counting(call.Preferences), CountOnly: isHead)
        {
            Session = call.Session,
            Form = isHead || format.Value is null ? default : format.Value.Form,
            Times = call.Times,
        };
        if ((format.Refusal ?? call.Preferences.Check()) is { } refusal)
        {
            // What is wrong with the query is told first, because it is mended first.
            var plan = await gate.PlanAsync(read, call.Aborted);
            return plan.Refusal ?? refusal;
        }

        if (format.Value!.Shape == ResultShape.EventStream)
            return await eventStream.SendAsync(call.Context, Live(read));
        AddHeaders(call, format.Value);
        if (!isHead && call.Preferences.WaitSeconds is { } seconds && !format.Value.IsRendered)
            return await WaitAsync(call, read, format.Value, seconds);
        call.Apply(AppliedPreferences.Count | AppliedPreferences.Transaction);
        var outcome = await gate.ReadAsync(read, call.Aborted);
        if (!outcome.Accepted)
            return outcome.Refusal;
        await using var rows = outcome.Value.Rows;
        var page = new Page(outcome.Value.Plan, rows.Total);
        return isHead
            ? HeadResponse.Send(call.Response, page, format.Value, call.Preferences.Count is not null, rows.Response)
            : await RowsResponse.SendAsync(
                call.Context, rows, outcome.Value.First, page, format.Value, call.Options.CollectBytesMax);
    }

    private Outcome<ResultFormat> Choose(RestCall call, TableQuery query)
    {
        // Who may know of nothing is told so by the gate, whatever the form.
        var handlers = gate.Describe(call.Caller) is { Value.MediaHandlers: var known } ? known : [];
        return new MediaChoice(gate, handlers, call.Name, SelectsAll(query), call.Options.PlanEnabled)
            .Choose(call.Request.Headers.Accept);
    }

    /// <summary>True when a query shows whole rows and nothing else.</summary>
    public static bool SelectsAll(TableQuery query) => query.Select is [SelectAll];

    private static CountMethod Counting(Preferences preferences) => preferences.Count switch
    {
        null => CountMethod.None,
        "planned" => CountMethod.Planned,
        "estimated" => CountMethod.Estimated,
        _ => CountMethod.Exact,
    };

    // What is followed outlives the request, and is shared by all who follow the same: SQL sees who asks, and no headers.
    private static LiveRequest Live(ReadRequest read) =>
        new(read.Caller, read.Relation, read.Query) { Session = read.Session with { Facts = null } };

    private async ValueTask<Refusal?> WaitAsync(RestCall call, ReadRequest read, ResultFormat format, int seconds)
    {
        // Says first what the gate refuses: live queries would refuse the same, but not look at the schema again.
        var plan = await gate.PlanAsync(read, call.Aborted);
        if (!plan.Accepted)
            return plan.Refusal;
        call.Apply(AppliedPreferences.Count | AppliedPreferences.Transaction | AppliedPreferences.Wait);
        return await longPoll.SendAsync(call.Context, Live(read), read.Count, plan.Value, format, seconds, call.Options.CollectBytesMax);
    }

    private static Outcome<TableQuery> ParseQuery(RestCall call)
    {
        var query = call.Parse();
        return query.Accepted && HttpMethods.IsGet(call.Request.Method)
            ? RowsRange.Apply(query.Value, call.Request.Headers.Range)
            : query;
    }

    private static void AddHeaders(RestCall call, ResultFormat format)
    {
        var headers = call.Response.Headers;
        if (format.Form.Rendering != RowRendering.Plan)
            headers.ContentLocation = ContentLocation.Of(call.Path, call.Request.QueryString.Value);
        headers.Append("Vary", "Accept, Prefer, Range");
    }
}
