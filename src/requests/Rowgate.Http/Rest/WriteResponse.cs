using System.Globalization;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;
using Rowgate.Gate.Requests;
using Rowgate.Http.Messages;
using Rowgate.Http.Results;

namespace Rowgate.Http.Rest;

/// <summary>Writes the answer to a write that was done.</summary>
internal static class WriteResponse
{
    /// <summary>Sends status, headers and, when they are wanted, the rows.</summary>
    public static async ValueTask SendAsync(RestCall call, WriteKind kind, WriteOutcome outcome, ResultFormat format)
    {
        var response = call.Response;
        var hasRows = outcome.Plan.Returning is not null;
        response.StatusCode = Status(kind, outcome, hasRows);
        if (ContentRange(kind, outcome.Result.Affected, call.Preferences.Count) is { } range)
            response.Headers.ContentRange = range;
        if (!hasRows)
        {
            WishedResponse.Apply(response, outcome.Result.Response);
            if (WishedResponse.MayHaveBody(response))
                response.ContentLength = 0;
            return;
        }

        using var buffer = new PooledBuffer();
        var writer = RowsWriter.For(format);
        var rows = outcome.Result.Rows;
        if (rows.Count > 0)
            writer.Write(buffer, rows);
        writer.End(buffer);
        response.ContentType = format.ContentType;
        WishedResponse.Apply(response, outcome.Result.Response);
        if (!WishedResponse.MayHaveBody(response))
            return;
        response.ContentLength = buffer.Length;
        await response.BodyWriter.WriteAsync(buffer.Written, call.Aborted);
    }

    /// <summary>Sends how the write would run instead.</summary>
    public static async ValueTask SendPlanAsync(RestCall call, WriteOutcome outcome, ResultFormat format)
    {
        var plan = outcome.Result.Rows.Json;
        call.Response.ContentType = format.ContentType;
        call.Response.ContentLength = plan.Length;
        await call.Response.BodyWriter.WriteAsync(plan, call.Aborted);
    }

    private static int Status(WriteKind kind, WriteOutcome outcome, bool hasRows) => kind switch
    {
        WriteKind.Insert => outcome is { Plan: InsertPlan { OnConflict.Merge: true }, Result.Inserted: 0 } ? 200 : 201,
        WriteKind.Put when hasRows => outcome.Result.Inserted > 0 ? 201 : 200,
        _ => hasRows ? 200 : 204,
    };

    // The total is what was affected, for those who asked for it; a plan of the database tells nothing about a write.
    private static string? ContentRange(WriteKind kind, long affected, string? count)
    {
        var total = count is "exact" or "estimated" ? affected.ToString(CultureInfo.InvariantCulture) : "*";
        return kind switch
        {
            WriteKind.Put => null,
            WriteKind.Update when affected > 0 => string.Create(CultureInfo.InvariantCulture, $"0-{affected - 1}/{total}"),
            _ => "*/" + total,
        };
    }
}
