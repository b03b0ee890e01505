using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Results;

/// <summary>Answers a HEAD: the headers of the GET.</summary>
internal static class HeadResponse
{
    /// <summary>Sets status and headers of a call, whose rows are read to be counted.</summary>
    /// <returns>The refusal that the GET would have got; null when all is well.</returns>
    public static async ValueTask<Refusal?> SendAsync(
        HttpContext context, RowStream rows, RowBatch first, Page page, ResultFormat format)
    {
        var count = 0L;
        for (var batch = first; batch.Count > 0;)
        {
            count += batch.Count;
            var next = await rows.NextAsync(context.RequestAborted);
            if (!next.Accepted)
                return next.Refusal;
            batch = next.Value;
        }

        if (format.Shape == ResultShape.Object && count != 1)
            return RowsResponse.NotSingular(count);
        return RowsResponse.SetHeaders(context.Response, page, count, format, rows.Response);
    }

    /// <summary>Sets status and headers of a read, made from a count alone.</summary>
    /// <param name="response">The response.</param>
    /// <param name="page">Which part, with the total.</param>
    /// <param name="format">How the rows would be sent.</param>
    /// <param name="showsTotal">True when the client asked for the total.</param>
    /// <param name="wishes">What SQL wants of the response; null for nothing.</param>
    /// <returns>The refusal that the GET would have got; null when all is well.</returns>
    public static Refusal? Send(HttpResponse response, Page page, ResultFormat format, bool showsTotal, ResponseWishes? wishes)
    {
        var count = page.Count ?? 0;
        if (format.Shape == ResultShape.Object && count != 1)
            return RowsResponse.NotSingular(count);
        return RowsResponse.SetHeaders(response, page with { Total = showsTotal ? page.Total : null }, count, format, wishes);
    }
}
