using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Gate;
using Rowgate.Gate.Accounting;
using Rowgate.Gate.Requests;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Rest;

/// <summary>Answers inserts of many rows, whose body is never held in memory.</summary>
internal sealed class ImportHandler(RequestGate gate)
{
    // Below, the ordinary insert is as fast and does more.
    private const long BytesMin = 256 << 10;

    /// <summary>How the rows of an import are written down; null for an insert that has to be read whole, because it is small
    /// or asks for more than to be done.</summary>
    public ImportFormat? Format(RestCall call, TableQuery query, ResultFormat format)
    {
        var wishes = call.Preferences;
        if (!gate.CanImport
            || call.Request.ContentLength < BytesMin
            || wishes.Return is not (null or ReturnPreference.Minimal)
            || wishes.MergeDuplicates is not null
            || wishes.MissingIsDefault is true
            || wishes.Check() is not null
            || call.IsRolledBack
            || format.Shape == ResultShape.Object
            || format.IsRendered)
        {
            return null;
        }

        return BodyType.Parse(call.Request) switch
        {
            // The columns of CSV are those of its header line; to use only some of them, it has to be read.
            { Value: BodyFormat.Csv } when query.Columns is null => ImportFormat.Csv,
            { Value: BodyFormat.NdJson } => ImportFormat.NdJson,
            _ => null,
        };
    }

    /// <summary>Imports the body of a request.</summary>
    /// <returns>The refusal to answer with; null when the answer is given.</returns>
    public async ValueTask<Refusal?> HandleAsync(RestCall call, TableQuery query, ImportFormat format)
    {
        var bytesMax = call.Options.ImportBytesMax;
        if (bytesMax > 0 && call.Request.ContentLength > bytesMax)
            return RequestBody.TooLarge(bytesMax);
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytesMax > 0 ? bytesMax : null;
        call.Times?.End(RequestStep.Parse);
        var request = new ImportRequest(call.Caller, call.Context.TraceIdentifier, call.Name, format, call.Request.Body)
        {
            Session = call.Session,
            Columns = query.Columns,
            Times = call.Times,
        };
        var done = await gate.ImportAsync(request, call.Aborted);
        if (!done.Accepted)
            return done.Refusal;

        call.Apply(AppliedPreferences.Return | AppliedPreferences.Count | AppliedPreferences.Missing | AppliedPreferences.Transaction);
        var response = call.Response;
        response.Headers.Append("Vary", "Accept, Prefer, Range");
        if (done.Value.Position is { } position)
            response.Headers["Rowgate-Position"] = position.ToString();
        response.Headers.ContentRange = call.Preferences.Count is "exact" or "estimated"
            ? "*/" + done.Value.Affected.ToString(CultureInfo.InvariantCulture)
            : "*/*";
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentLength = 0;
        return null;
    }
}
