using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Http.Messages;
using Rowgate.Http.Results;
using Rowgate.Live;

namespace Rowgate.Http.Live;

/// <summary>Serves a live query as a long poll: the rows, as soon as they may differ from those the client has.</summary>
internal sealed class LongPoll(LiveQueries live, IHostApplicationLifetime server)
{
    /// <summary>Waits, then sends the rows; or 304 when nothing happened.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="count">Whether and how to count what matches.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="format">In which form.</param>
    /// <param name="seconds">How long to wait at most.</param>
    /// <param name="collectBytesMax">How much of the answer to collect.</param>
    /// <returns>The refusal to answer with instead; null when the answer is given.</returns>
    public async ValueTask<Refusal?> SendAsync(
        HttpContext context, LiveRequest request, CountMethod count, ReadPlan plan, ResultFormat format, int seconds, int collectBytesMax)
    {
        var aborted = context.RequestAborted;
        if (Known(context.Request) is { } id && live.Find(id) is { Accepted: true, Value: var known })
        {
            var seen = live.Offset;
            var changed = await WaitAsync(request with { From = known }, TimeSpan.FromSeconds(seconds), aborted);
            if (!changed.Accepted)
                return changed.Refusal;
            if (!changed.Value)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                context.Response.Headers.ETag = $"\"{live.IdOf(seen > known ? seen : known)}\"";
                return null;
            }
        }

        var taken = await live.SnapshotAsync(request, new ReadOptions(count), aborted);
        if (!taken.Accepted)
            return taken.Refusal;
        await using var snapshot = taken.Value;
        context.Response.Headers.ETag = $"\"{live.IdOf(snapshot.Offset)}\"";
        var first = await snapshot.Rows.NextAsync(aborted);
        if (!first.Accepted)
            return first.Refusal;
        return await RowsResponse.SendAsync(
            context, snapshot.Rows, first.Value, new Page(plan, snapshot.Rows.Total), format, collectBytesMax);
    }

    private async ValueTask<Outcome<bool>> WaitAsync(LiveRequest request, TimeSpan wait, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, server.ApplicationStopping);
        try
        {
            return await live.WaitForChangeAsync(request, wait, ending.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return new Refusal(RefusalCode.NotReady, "The server is stopping", Hint: "Ask again.");
        }
    }

    // An ETag that is no id of this journal is of no use, and the rows are sent.
    private static ResumeId? Known(HttpRequest request)
    {
        var tag = request.Headers.IfNoneMatch.ToString().AsSpan().Trim();
        if (tag.StartsWith("W/"))
            tag = tag[2..];
        return ResumeId.TryParse(tag.Trim('"'), out var id) ? id : null;
    }
}
