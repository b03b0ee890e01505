using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Results;

/// <summary>Answers a HEAD: the headers of the GET, made from a count alone.</summary>
internal static class HeadResponse
{
    /// <summary>Sets status and headers.</summary>
    /// <param name="response">The response.</param>
    /// <param name="page">Which part, with the total.</param>
    /// <param name="format">How the rows would be sent.</param>
    /// <param name="showsTotal">True when the client asked for the total.</param>
    /// <returns>The refusal that the GET would have got; null when all is well.</returns>
    public static Refusal? Send(HttpResponse response, Page page, ResultFormat format, bool showsTotal)
    {
        var count = page.Count ?? 0;
        if (format.Shape == ResultShape.Object && count != 1)
            return RowsResponse.NotSingular(count);
        return RowsResponse.SetHeaders(response, page with { Total = showsTotal ? page.Total : null }, count, format);
    }
}
