// Hot path: bench/PointRead
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rowgate.Access.Identity;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;
using Rowgate.Http.Configuration;
using Rowgate.Http.Guard;
using Rowgate.Http.Messages;
using Rowgate.Http.Sockets;

namespace Rowgate.Http.Rest;

/// <summary>The edge of the front: guards a request, answers it, turns what went wrong into an error body, and books it.</summary>
internal sealed partial class RestEndpoint(
    RestRouter router,
    LiveSocket socket,
    CallerIdentifier identifier,
    RequestGuard guard,
    RequestAccount account,
    IOptionsMonitor<HttpOptions> options,
    TimeProvider time,
    ILogger<RestEndpoint> logger)
{
    // What nginx calls a client that closed the connection; only ever seen in metrics.
    private const int ClientClosedRequest = 499;

    // As a statement is refused that finds no database; its own message may tell where it is.
    private static readonly Refusal DatabaseAway = new(
        RefusalCode.NoConnection,
        "Database connection error. Retrying the connection.",
        Hint: "Try again.",
        RetryAfter: TimeSpan.FromSeconds(2));

    /// <summary>Answers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="prefix">The path in front of the relation's name, without a slash at its end.</param>
    public Task HandleAsync(HttpContext context, string prefix) => AnswerAsync(context, prefix, isGuarded: true);

    private async Task AnswerAsync(HttpContext context, string prefix, bool isGuarded)
    {
        var start = time.GetTimestamp();
        if (await TryAnswerAsync(context, prefix, isGuarded) is { } refusal)
            await WriteAsync(context, refusal);
        if (!IsLive(context.Response))
            account.Book(MethodName(context.Request.Method), Status(context), time.GetElapsedTime(start));
    }

    private async ValueTask<Refusal?> TryAnswerAsync(HttpContext context, string prefix, bool isGuarded)
    {
        try
        {
            // Whoever speaks over a socket was checked when it was opened, but not what is said there.
            if (((isGuarded ? guard.Check(context) : null)
                ?? UrlLimit.Check(context.Request, options.CurrentValue.UrlBytesMax)) is { } refusal)
            {
                return refusal;
            }

            // The browser asks before it may send a token.
            if (OriginRules.IsPreflight(context.Request))
            {
                OriginRules.AnswerPreflight(context);
                return null;
            }

            return await AnswerAsync(context, options.CurrentValue, prefix, isGuarded);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (BadHttpRequestException fault)
        {
            return Explain(context, fault);
        }
        catch (DatabaseException fault) when (fault.IsTransient)
        {
            // Not logged: who keeps the schema up to date has said why, and every request would say it again.
            return DatabaseAway;
        }
        catch (RowgateException fault)
        {
            LogFault(context.Request.Method, context.TraceIdentifier, fault.Hint, fault);
            return new Refusal(
                fault.IsTransient ? RefusalCode.NotReady : RefusalCode.DatabaseFault,
                "The database or the journal cannot answer",
                RetryAfter: fault.IsTransient ? TimeSpan.FromSeconds(2) : null);
        }
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogBug(context.Request.Method, context.TraceIdentifier, fault);
            return new Refusal(RefusalCode.DatabaseFault, "Something broke inside Rowgate", $"Request {context.TraceIdentifier}.");
        }
    }

    private async ValueTask<Refusal?> AnswerAsync(HttpContext context, HttpOptions settings, string prefix, bool isGuarded)
    {
        if (settings.TraceHeader is { Length: > 0 } trace && context.Request.Headers.TryGetValue(trace, out var value))
            context.Response.Headers[trace] = HeaderText.Value(value.ToString());
        var times = settings.ServerTimingEnabled ? ServerTiming.Start(context.Response, time) : null;
        var caller = await identifier.IdentifyAsync(context.Request.Headers.Authorization, context.RequestAborted);
        times?.End(RequestStep.Identify);
        if (!caller.Accepted)
            return caller.Refusal;
        var scope = new RestScope(context, settings, caller.Value, prefix, times);
        return isGuarded && context.WebSockets.IsWebSocketRequest
            ? await socket.ServeAsync(scope, inner => AnswerAsync(inner, prefix, isGuarded: false))
            : await router.HandleAsync(scope);
    }

    private async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        // Half an answer must not look whole.
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        try
        {
            await RefusalWriter.WriteAsync(context, refusal, options.CurrentValue.ErrorVerbosity);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
    }

    private Refusal Explain(HttpContext context, BadHttpRequestException fault) =>
        fault.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? RequestBody.TooLarge(
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? options.CurrentValue.BodyBytesMax)
        : new Refusal(new RefusalCode(RefusalCode.BodyNotUnderstood.Text, fault.StatusCode), fault.Message);

    private static int Status(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted
            ? ClientClosedRequest
            : context.Response.StatusCode;

    // Their duration says how long somebody watched, not how fast we are.
    private static bool IsLive(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || ReferenceEquals(response.ContentType, ResultFormat.EventStream.ContentType);

    // Methods are the client's words: only the known ones become tags.
    private static string MethodName(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PATCH" or "PUT" or "DELETE" or "OPTIONS" => method,
        _ => "other",
    };

    [LoggerMessage(4101, LogLevel.Error, "{Method} request {Id} failed: {Hint}")]
    private partial void LogFault(string method, string id, string hint, Exception fault);

    [LoggerMessage(4102, LogLevel.Error, "{Method} request {Id} failed in a way that nobody expected")]
    private partial void LogBug(string method, string id, Exception fault);
}
