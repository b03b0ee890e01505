using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Gate;
using Rowgate.Gate.Requests;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Rest;

/// <summary>Answers POST, PATCH, PUT and DELETE on a relation.</summary>
internal sealed class WriteHandler(RequestGate gate)
{
    /// <summary>Answers one request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(RestCall call, WriteKind kind)
    {
        var query = QueryParser.Parse(call.QueryText);
        if (!query.Accepted)
            return query.Refusal;
        if (kind == WriteKind.Put && (query.Value.Limit is not null || query.Value.Offset != 0))
            return new Refusal(RefusalCode.PutWithLimit, "limit/offset querystring parameters are not allowed for PUT");
        var request = await ReadAsync(call, kind, query.Value);
        if (!request.Accepted)
            return request.Refusal;

        var format = AcceptHeader.ForRows(call.Request.Headers.Accept);
        if (format.Value?.Shape == ResultShape.EventStream)
            format = AcceptHeader.Refuse(call.Request.Headers.Accept);
        if ((call.Preferences.Check() ?? format.Refusal) is { } refusal)
        {
            // What is wrong with the query or the body is told first, because it is mended first.
            var plan = await gate.PlanAsync(request.Value, call.Aborted);
            return plan.Refusal ?? refusal;
        }

        var isSingular = format.Value!.Shape == ResultShape.Object;
        var outcome = await gate.WriteAsync(request.Value with { IsSingular = isSingular }, call.Aborted);
        if (!outcome.Accepted)
            return outcome.Refusal;
        AddHeaders(call, kind, outcome.Value);
        await WriteResponse.SendAsync(call, kind, outcome.Value, format.Value);
        return null;
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
            Id = call.Context.TraceIdentifier,
            Relation = call.Relation,
            Kind = kind,
            Query = query,
            Body = body,
            Format = format,
            MergeDuplicates = kind == WriteKind.Insert ? wishes.MergeDuplicates : null,
            MissingIsDefault = kind is WriteKind.Insert or WriteKind.Update && wishes.MissingIsDefault is true,
            WantsRows = wishes.Return == ReturnPreference.Representation,
            AffectedMax = isFiltered && wishes.Strict is true ? wishes.AffectedMax : null,
            IsRolledBack = call.Options.AllowTransactionOverride && wishes.Rollback is true,
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
