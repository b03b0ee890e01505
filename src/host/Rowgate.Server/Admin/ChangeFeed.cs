using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Journal;
using Rowgate.Server.Changes;

namespace Rowgate.Server.Admin;

/// <summary>Serves the journal as server-sent events. Each reader goes at its own pace and holds nothing in memory.</summary>
internal sealed class ChangeFeed(IJournal journal, ValueRules rules, TimeProvider time)
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    /// <summary>Serves until the reader goes.</summary>
    /// <returns>The refusal to answer with instead; null when it was served.</returns>
    public async ValueTask<Refusal?> ServeAsync(HttpContext context)
    {
        var from = ChangeFeedStart.Of(context.Request, journal);
        if (!from.Accepted)
            return from.Refusal;
        var filter = ChangeFeedFilter.Of(context.Request.Query, rules);
        if (!filter.Accepted)
            return filter.Refusal;
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(context.RequestAborted);
        try
        {
            await SendAsync(response.BodyWriter, from.Value, filter.Value, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader went, or the server stops.
        }
        catch (OffsetExpiredException)
        {
            // Retention overtook the reader. It comes back with its last id and is told so.
        }

        return null;
    }

    private async Task SendAsync(PipeWriter output, JournalOffset from, ChangeFeedFilter filter, CancellationToken cancellationToken)
    {
        var json = new ChangeJson();
        var text = new ArrayBufferWriter<byte>();
        var reached = from;
        WriteId(output, reached);
        await output.FlushAsync(cancellationToken);
        await using var batches = journal.ReadAsync(from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = batches.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (await Task.WhenAny(next, Task.Delay(SilenceMax, time, silence.Token)) != next)
                {
                    WriteId(output, reached);
                    await output.FlushAsync(cancellationToken);
                }

                await silence.CancelAsync();
            }

            if (!await next)
                return;
            foreach (var change in JournalChange.In(batches.Current))
            {
                reached = change.Offset.Plus(1);
                if (filter.Matches(change))
                    await WriteAsync(output, change, json, text, cancellationToken);
            }

            await output.FlushAsync(cancellationToken);
        }
    }

    private static async ValueTask WriteAsync(
        PipeWriter output, JournalChange change, ChangeJson json, ArrayBufferWriter<byte> text, CancellationToken cancellationToken)
    {
        text.ResetWrittenCount();
        json.Write(change, text);
        output.Write("event: change\nid: "u8);
        WriteDigits(output, change.Offset.Plus(1));
        output.Write("\ndata: "u8);
        output.Write(text.WrittenSpan);
        output.Write("\n\n"u8);
        if (output.UnflushedBytes > 64 << 10)
            await output.FlushAsync(cancellationToken);
    }

    private static void WriteId(PipeWriter output, JournalOffset offset)
    {
        output.Write(": progress\nid: "u8);
        WriteDigits(output, offset);
        output.Write("\n\n"u8);
    }

    private static void WriteDigits(PipeWriter output, JournalOffset offset)
    {
        offset.Value.TryFormat(output.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
