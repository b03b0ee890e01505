using Microsoft.AspNetCore.Http;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate;
using Rowgate.Gate.Accounting;
using Rowgate.Http.Media;
using Rowgate.Http.Messages;
using Rowgate.Http.Results;

namespace Rowgate.Http.Rest;

/// <summary>Answers calls of functions (<c>/rpc/NAME</c>).</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/api/functions.html</remarks>
internal sealed class FunctionHandler(RequestGate gate)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public ValueTask<Refusal?> HandleAsync(RestCall call) => call.Request.Method switch
    {
        "GET" or "HEAD" or "POST" => CallAsync(call),
        "OPTIONS" => DescribeAsync(call),
        var method => new(gate.Describe(call.Caller).Refusal
            ?? new Refusal(RefusalCode.MethodNotServedOnFunction, $"Cannot use the {method} method on RPC")),
    };

    private async ValueTask<Refusal?> CallAsync(RestCall call)
    {
        var request = await CallReader.ReadAsync(call);
        call.Times?.End(RequestStep.Parse);
        if (!request.Accepted)
            return request.Refusal;
        var plan = await gate.PlanAsync(request.Value, call.Aborted);
        if (!plan.Accepted)
            return plan.Refusal;
        var format = Choose(call, plan.Value, request.Value.Query);
        if ((format.Refusal ?? call.Preferences.Check()) is { } refusal)
            return refusal;

        call.Response.Headers.Append("Vary", "Accept, Prefer, Range");
        call.Apply(AppliedPreferences.Count | AppliedPreferences.Transaction | AppliedPreferences.AffectedMax);
        var form = format.Value!;
        var isHead = HttpMethods.IsHead(call.Request.Method);
        var outcome = await gate.CallAsync(
            plan.Value,
            request.Value with { Form = isHead ? default : form.Form, IsSingular = form.Shape == ResultShape.Object },
            call.Aborted);
        if (!outcome.Accepted)
            return outcome.Refusal;
        await using var rows = outcome.Value.Rows;
        var page = new Page(plan.Value.Offset, plan.Value.Limit, rows.Total);
        if (form.Form.Rendering != RowRendering.Plan && plan.Value.Function.Result.IsVoid)
            return SendNothing(call.Response, rows.Response);
        if (isHead)
            return await HeadResponse.SendAsync(call.Context, rows, outcome.Value.First, page, form);
        return await RowsResponse.SendAsync(
            call.Context, rows, outcome.Value.First, page, form, call.Options.CollectBytesMax);
    }

    // A function that returns no set answers with its one row or value, without brackets around.
    private Outcome<ResultFormat> Choose(RestCall call, CallPlan plan, TableQuery query)
    {
        var handlers = gate.Describe(call.Caller) is { Value.MediaHandlers: var known } ? known : [];
        var target = plan.Result is { Source.Name: { Name.Length: > 0 } name } ? name : plan.Function.Name;
        var format = new MediaChoice(gate, handlers, target, ReadHandler.SelectsAll(query), call.Options.PlanEnabled)
            .Choose(call.Request.Headers.Accept);
        if (!format.Accepted)
            return format;
        return format.Value switch
        {
            { Shape: ResultShape.EventStream } => AcceptHeader.Refuse(call.Request.Headers.Accept),
            { Shape: ResultShape.Array } array when !plan.Function.Result.IsSet => array with { Shape = ResultShape.Value },
            var any => any,
        };
    }

    private static Refusal? SendNothing(HttpResponse response, ResponseWishes? wishes)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.ContentRange = "0-0/*";
        WishedResponse.Apply(response, wishes);
        return null;
    }

    private async ValueTask<Refusal?> DescribeAsync(RestCall call)
    {
        var query = QueryParser.ParseCall(call.QueryText, argumentsInQuery: true);
        if (!query.Accepted)
            return query.Refusal;

        // Looks at the schema again when there is no such function. Which overload is meant does not matter.
        var plan = await gate.PlanAsync(CallReader.OfQuery(call, query.Value), call.Aborted);
        var catalog = gate.Describe(call.Caller);
        if (!catalog.Accepted)
            return catalog.Refusal;
        var functions = catalog.Value.FunctionsNamed(call.Name);
        if (functions.IsEmpty)
            return plan.Refusal;
        OptionsHandler.Send(
            call.Response,
            functions.Any(function => function.Volatility != Volatility.Volatile) ? "OPTIONS,GET,HEAD,POST" : "OPTIONS,POST");
        return null;
    }
}
