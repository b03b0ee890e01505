using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate;
using Rowgate.Gate.Accounting;
using Rowgate.Gate.Requests;
using Rowgate.Http.Media;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Rest;

/// <summary>Answers POST, PATCH, PUT and DELETE on a relation.</summary>
internal sealed class WriteHandler(RequestGate gate, ImportHandler imports)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(RestCall call, WriteKind kind)
    {
        var query = call.Parse();
        if (!query.Accepted)
            return query.Refusal;
        if (kind == WriteKind.Put && (query.Value.Limit is not null || query.Value.Offset != 0))
            return new Refusal(RefusalCode.PutWithLimit, "limit/offset querystring parameters are not allowed for PUT");
        var format = Choose(call, query.Value);
        if (kind == WriteKind.Insert && format.Accepted && imports.Format(call, query.Value, format.Value) is { } rows)
            return await imports.HandleAsync(call, query.Value, rows);
        var request = await ReadAsync(call, kind, query.Value);
        call.Times?.End(RequestStep.Parse);
        if (!request.Accepted)
            return request.Refusal;
        if ((call.Preferences.Check() ?? format.Refusal) is { } refusal)
        {
            // What is wrong with the query or the body is told first, because it is mended first.
            var plan = await gate.PlanAsync(request.Value, call.Aborted);
            return plan.Refusal ?? refusal;
        }

        var isSingular = format.Value!.Shape == ResultShape.Object;
        var isShown = request.Value.WantsRows || format.Value.Form.Rendering == RowRendering.Plan;
        var outcome = await gate.WriteAsync(
            request.Value with { IsSingular = isSingular, Form = isShown ? format.Value.Form : default }, call.Aborted);
        if (!outcome.Accepted)
            return outcome.Refusal;
        if (format.Value.Form.Rendering == RowRendering.Plan)
        {
            await WriteResponse.SendPlanAsync(call, outcome.Value, format.Value);
            return null;
        }

        AddHeaders(call, kind, outcome.Value);
        await WriteResponse.SendAsync(call, kind, outcome.Value, format.Value);
        return null;
    }

    private Outcome<ResultFormat> Choose(RestCall call, TableQuery query)
    {
        var handlers = gate.Describe(call.Caller) is { Value.MediaHandlers: var known } ? known : [];
        var format = new MediaChoice(gate, handlers, call.Name, ReadHandler.SelectsAll(query), call.Options.PlanEnabled)
            .Choose(call.Request.Headers.Accept);
        return format.Value?.Shape == ResultShape.EventStream ? AcceptHeader.Refuse(call.Request.Headers.Accept) : format;
    }

    private static async ValueTask<Outcome<WriteRequest>> ReadAsync(RestCall call, WriteKind kind, TableQuery query)
    {
        var format = BodyFormat.Json;
        ReadOnlyMemory<byte> body = default;
        if (kind != WriteKind.Delete)
        {
            var type = BodyType.Parse(call.Request);
            if (!type.Accepted)
                return type.Refusal;
            var read = await RequestBody.ReadAsync(call.Request, call.Options.BodyBytesMax, call.Aborted);
            if (!read.Accepted)
                return read.Refusal;
            (format, body) = (type.Value, read.Value);
        }

        var wishes = call.Preferences;
        var isFiltered = kind is WriteKind.Update or WriteKind.Delete;
        return new WriteRequest
        {
            Caller = call.Caller,
            Session = call.Session,
            Times = call.Times,
            Id = call.Context.TraceIdentifier,
            Relation = call.Name,
            Kind = kind,
            Query = query,
            Body = body,
            Format = format,
            MergeDuplicates = kind == WriteKind.Insert ? wishes.MergeDuplicates : null,
            MissingIsDefault = kind is WriteKind.Insert or WriteKind.Update && wishes.MissingIsDefault is true,
            WantsRows = wishes.Return == ReturnPreference.Representation,
            WantsKey = kind == WriteKind.Insert && wishes.Return == ReturnPreference.HeadersOnly,
            AffectedMax = isFiltered && wishes.Strict is true ? wishes.AffectedMax : null,
            IsRolledBack = call.IsRolledBack,
        };
    }

    private static void AddHeaders(RestCall call, WriteKind kind, WriteOutcome outcome)
    {
        var applied = AppliedPreferences.Return | AppliedPreferences.Transaction;
        applied |= kind switch
        {
            WriteKind.Insert => AppliedPreferences.Missing | AppliedPreferences.Count
                | (outcome.Plan is InsertPlan { OnConflict: not null } ? AppliedPreferences.Resolution : default),
            WriteKind.Update => AppliedPreferences.Missing | AppliedPreferences.Count | AppliedPreferences.AffectedMax,
            WriteKind.Delete => AppliedPreferences.Count | AppliedPreferences.AffectedMax,
            _ => default,
        };
        call.Apply(applied);
        var headers = call.Response.Headers;
        headers.Append("Vary", "Accept, Prefer, Range");
        if (outcome.Result.Position is { } position)
            headers["Rowgate-Position"] = position.ToString();
        if (kind == WriteKind.Insert && call.Preferences.Return == ReturnPreference.HeadersOnly
            && RowLocation.Of(call.Path, outcome) is { } location)
        {
            headers.Location = location;
        }
    }
}
