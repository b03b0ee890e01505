// Hot path: bench/PointRead
using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Results;

/// <summary>Sends rows.</summary>
/// <remarks>
/// What is small is collected first, so that <c>Content-Length</c> and <c>Content-Range</c> are exact and a late error
/// is still an error. What is larger goes out in chunks, in flat memory: then an error cuts the connection, because half
/// a document must not look whole, and <c>Content-Range</c> follows as a trailer where the protocol has any, unless the total tells it before.
/// </remarks>
internal static class RowsResponse
{
    // Enough for one write to the socket to be worth its while.
    private const int ChunkBytes = 64 << 10;

    // A client who takes nothing for so long loses the connection, since its rows hold one of the database.
    private static readonly TimeSpan FlushTimeMax = TimeSpan.FromSeconds(30);

    /// <summary>Sends all rows of a stream.</summary>
    /// <returns>A refusal to send instead; null when the answer is sent, or given up with the connection.</returns>
    /// <param name="context">The request.</param>
    /// <param name="rows">The rest of the rows.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="page">Which part of the result they are.</param>
    /// <param name="format">In which form they are sent.</param>
    /// <param name="collectBytesMax">How much is collected before the answer begins.</param>
    /// <param name="flushTimeMax">How long the client may take for one part of the answer; null for 30 seconds.</param>
    public static async ValueTask<Refusal?> SendAsync(
        HttpContext context, RowStream rows, RowBatch first, Page page, ResultFormat format, int collectBytesMax, TimeSpan? flushTimeMax = null)
    {
        // Known before a row is read, and then the rest need not be computed.
        if (page.Total is { } total && page.Offset > total && format.Shape != ResultShape.Object)
            return BehindEnd(context.Response, page.Offset, total);
        using var buffer = new PooledBuffer();
        var writer = RowsWriter.For(format);
        var isSingular = format.Shape == ResultShape.Object;
        var isStreaming = false;

        // The header line that the database makes is no row; of a document nobody knows how many rows it shows.
        var count = format.Form.Rendering == RowRendering.Csv ? -1L : 0L;

        for (var batch = first; batch.Count > 0;)
        {
            count += batch.Count;
            if (!isSingular || count == 1)
                writer.Write(buffer, batch);
            if (!isSingular && buffer.Length >= (isStreaming ? ChunkBytes : collectBytesMax))
            {
                if (!isStreaming)
                    Start(context.Response, page, format, rows.Response);
                if (!WishedResponse.MayHaveBody(context.Response))
                    return null;
                isStreaming = true;
                if (!await FlushAsync(context, buffer, flushTimeMax ?? FlushTimeMax))
                    return null;
            }

            var next = await rows.NextAsync(context.RequestAborted);
            if (!next.Accepted)
                return GiveUp(context, isStreaming, next.Refusal);
            batch = next.Value;
        }

        if (isSingular && count != 1)
            return NotSingular(count);
        writer.End(buffer);
        if (!isStreaming && SetHeaders(context.Response, page, format.Shape == ResultShape.Document ? page.Count ?? 0 : Math.Max(0, count), format, rows.Response) is { } refusal)
            return refusal;
        if (!isStreaming && !WishedResponse.MayHaveBody(context.Response))
            return null;
        if (!isStreaming)
            context.Response.ContentLength = buffer.Length;
        if (await FlushAsync(context, buffer, flushTimeMax ?? FlushTimeMax) && isStreaming && page.Total is null && context.Response.SupportsTrailers())
            context.Response.AppendTrailer("Content-Range", RowsRange.ContentRange(page.Offset, count, null));
        return null;
    }

    /// <summary>Sets the status and headers of an answer whose rows are counted.</summary>
    /// <returns>A refusal to send instead, when the part lies behind the end.</returns>
    public static Refusal? SetHeaders(HttpResponse response, Page page, long count, ResultFormat format, ResponseWishes? wishes)
    {
        var status = RowsRange.Status(page.Offset, count, page.Total);
        if (status == StatusCodes.Status416RangeNotSatisfiable)
            return BehindEnd(response, page.Offset, page.Total!.Value);
        response.StatusCode = status;
        response.ContentType = format.ContentType;
        // A plan is no part of the rows.
        if (format.Form.Rendering != RowRendering.Plan)
            response.Headers.ContentRange = RowsRange.ContentRange(page.Offset, count, page.Total);
        WishedResponse.Apply(response, wishes);
        return null;
    }

    /// <summary>The refusal of a result that should have been one row.</summary>
    public static Refusal NotSingular(long count) =>
        new(
            RefusalCode.NotSingular,
            "Cannot coerce the result to a single JSON object",
            string.Create(CultureInfo.InvariantCulture, $"The result contains {count} rows"));

    private static Refusal BehindEnd(HttpResponse response, long offset, long total)
    {
        response.Headers.ContentRange = RowsRange.ContentRange(0, 0, total);
        return RowsRange.BehindEnd(offset, total);
    }

    private static void Start(HttpResponse response, Page page, ResultFormat format, ResponseWishes? wishes)
    {
        if (page.Count is { } count)
        {
            SetHeaders(response, page, count, format, wishes);
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = format.ContentType;
        if (response.SupportsTrailers())
            response.DeclareTrailer("Content-Range");
        WishedResponse.Apply(response, wishes);
    }

    // False when the client is too slow, and the connection given up.
    private static async ValueTask<bool> FlushAsync(HttpContext context, PooledBuffer buffer, TimeSpan timeMax)
    {
        var output = context.Response.BodyWriter;
        output.Write(buffer.Written.Span);
        buffer.Clear();
        var flush = output.FlushAsync(context.RequestAborted);
        try
        {
            var flushed = flush.IsCompletedSuccessfully ? flush.Result : await flush.AsTask().WaitAsync(timeMax);
            if (flushed.IsCompleted)
                context.RequestAborted.ThrowIfCancellationRequested();
            return true;
        }
        catch (TimeoutException)
        {
            context.Abort();
            return false;
        }
    }

    private static Refusal? GiveUp(HttpContext context, bool isStreaming, Refusal refusal)
    {
        if (!isStreaming)
            return refusal;
        context.Abort();
        return null;
    }
}
