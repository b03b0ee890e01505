using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Http.Guard;
using Rowgate.Http.Messages;

namespace Rowgate.Server.Admin;

/// <summary>Wraps handlers that answer to callers on the machine itself only.</summary>
/// <param name="guard">Keeps foreign web pages out.</param>
/// <param name="listener">The admin server's own listener, where every caller may.</param>
internal sealed class LocalEndpoint(RequestGuard guard, AdminListener listener)
{
    /// <summary>The handler behind the checks. What it refuses is written as an error body.</summary>
    /// <param name="handle">Answers.</param>
    /// <param name="takesPost">True when it takes orders too.</param>
    public RequestDelegate Wrap(Func<HttpContext, ValueTask<Refusal?>> handle, bool takesPost = false) => async context =>
    {
        var refusal = (listener.Received(context) ? null : LocalOnly.Check(context))
            ?? guard.CheckLocal(context)
            ?? Method(context.Request.Method, takesPost)
            ?? await AnswerAsync(context, handle);
        if (refusal is not null && !context.Response.HasStarted)
            await RefusalWriter.WriteAsync(context, refusal);
    };

    private static async ValueTask<Refusal?> AnswerAsync(HttpContext context, Func<HttpContext, ValueTask<Refusal?>> handle)
    {
        try
        {
            return await handle(context);
        }
        catch (RowgateException fault)
        {
            // Whoever is let in here may know all of it.
            return fault.IsTransient
                ? new(RefusalCode.NotReady, fault.Message, Hint: fault.Hint, RetryAfter: TimeSpan.FromSeconds(1))
                : new(RefusalCode.DatabaseFault, fault.Message, Hint: fault.Hint);
        }
    }

    private static Refusal? Method(string method, bool takesPost) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || (takesPost && HttpMethods.IsPost(method))
            ? null
            : new Refusal(RefusalCode.MethodNotServed, $"Unsupported HTTP method: {method}", Hint: takesPost ? "Use GET or POST." : "Use GET.");
}
