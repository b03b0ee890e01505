// Hot path: bench/Fanout
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Rowgate.Core.Errors;
using Rowgate.Http.Messages;
using Rowgate.Live;

namespace Rowgate.Http.Live;

/// <summary>Serves a live query as server-sent events.</summary>
/// <remarks>Source: https://html.spec.whatwg.org/multipage/server-sent-events.html</remarks>
internal sealed class EventStream(LiveQueries live, IHostApplicationLifetime server)
{
    /// <summary>Serves until the client goes or the query ends.</summary>
    /// <returns>The refusal to answer with instead; null when it was served.</returns>
    public async ValueTask<Refusal?> SendAsync(HttpContext context, LiveRequest request)
    {
        var from = ResumeOffset.Of(context.Request, request.Caller, live);
        if (!from.Accepted)
            return from.Refusal;
        var opened = await live.OpenAsync(request with { From = from.Value.Offset }, context.RequestAborted);
        if (!opened.Accepted)
            return opened.Refusal;
        await using var query = opened.Value;
        var response = context.Response;
        response.ContentType = ResultFormat.EventStream.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(context.RequestAborted);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping);
        try
        {
            await SendAsync(response, query, ending);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The server stops: the stream ends at an event, and the client resumes it elsewhere or later.
        }

        return null;
    }

    // One flush for all events that are there at once, so that a burst is few packets and a single event is no later.
    private async ValueTask SendAsync(HttpResponse response, LiveQuery query, CancellationTokenSource ending)
    {
        var aborted = ending.Token;
        var output = response.BodyWriter;
        await using var events = query.ReadAsync(aborted).GetAsyncEnumerator(aborted);
        while (true)
        {
            var next = events.MoveNextAsync();
            if (!(next.IsCompleted ? await next : await FlushAsync(output, next, ending)))
                break;
            Write(output, events.Current);

            // A large snapshot must not pile up here.
            if (output.UnflushedBytes > 64 << 10)
                await output.FlushAsync(aborted);
        }

        await output.FlushAsync(aborted);
    }

    // An iterator that still moves must not be disposed: when the client is gone, it is stopped first.
    private static async ValueTask<bool> FlushAsync(PipeWriter output, ValueTask<bool> next, CancellationTokenSource ending)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            await output.FlushAsync(ending.Token);
        }
        catch (Exception cause)
        {
            failure = ExceptionDispatchInfo.Capture(cause);
            await ending.CancelAsync();
        }

        try
        {
            return await next;
        }
        finally
        {
            failure?.Throw();
        }
    }

    private void Write(PipeWriter output, LiveEvent message)
    {
        output.Write(Name(message.Kind));
        if (message.Offset is { } offset)
        {
            output.Write("id: "u8);
            var id = output.GetSpan(40);
            Utf8.TryWrite(id, CultureInfo.InvariantCulture, $"{offset.Value}-{live.IdOf(offset).Epoch}\n", out var written);
            output.Advance(written);
        }

        if (!message.Data.IsEmpty)
        {
            output.Write("data: "u8);
            output.Write(message.Data.Span);
            output.Write("\n"u8);
        }

        output.Write("\n"u8);
    }

    // Progress has no event: browsers then only remember the id. The comment is for people who watch.
    private static ReadOnlySpan<byte> Name(LiveEventKind kind) => kind switch
    {
        LiveEventKind.Snapshot => "event: snapshot\n"u8,
        LiveEventKind.Change => "event: change\n"u8,
        LiveEventKind.Schema => "event: schema\n"u8,
        LiveEventKind.Lagged => "event: lagged\n"u8,
        LiveEventKind.Error => "event: error\n"u8,
        _ => ": progress\n"u8,
    };
}
