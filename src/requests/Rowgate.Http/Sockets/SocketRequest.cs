using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rowgate.Core.Errors;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Sockets;

/// <summary>A REST request that came over a socket: goes the way of every other one, and its answer is collected.</summary>
internal sealed class SocketRequest : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _abort;
    private readonly BoundedStream _body;
    private readonly DefaultHttpContext _context;
    private readonly RequestFrame _frame;
    private readonly int _bytesMax;

    /// <summary>A request that is ready to be answered.</summary>
    /// <param name="frame">What the client says.</param>
    /// <param name="socket">The request that opened the socket.</param>
    /// <param name="prefix">The path in front of the relation's name.</param>
    /// <param name="bytesMax">The largest answer.</param>
    public SocketRequest(RequestFrame frame, HttpContext socket, string prefix, int bytesMax)
    {
        (_frame, _bytesMax) = (frame, bytesMax);
        _abort = CancellationTokenSource.CreateLinkedTokenSource(socket.RequestAborted);
        _body = new BoundedStream(bytesMax, _abort.Cancel);
        _context = new DefaultHttpContext { RequestServices = socket.RequestServices, TraceIdentifier = socket.TraceIdentifier };
        _context.Features.Set<IHttpRequestLifetimeFeature>(this);
        _context.Features.Set<IHttpResponseFeature>(new CollectedResponse(_body));
        _context.Response.Body = _body;
        Fill(_context.Request, frame, socket.Request, prefix);
    }

    private static Refusal OneAnswer => new(
        RefusalCode.MediaTypeNotAcceptable, "A request on a socket has one answer, and no stream", Hint: "Send a subscribe frame to follow a query.");

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get => _abort.Token;
        set => throw new NotSupportedException("The token belongs to the socket.");
    }

    /// <inheritdoc/>
    public void Abort() => _abort.Cancel();

    /// <summary>Answers the request.</summary>
    /// <returns>The frame with the answer.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(RequestDelegate answer)
    {
        if (_context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            return Refuse(OneAnswer);
        await answer(_context);
        if (!_abort.IsCancellationRequested)
            await _context.Response.BodyWriter.FlushAsync();
        if (!_abort.IsCancellationRequested)
            return ServerFrame.Response(_frame.Id, _context.Response, _body.Written);
        return Refuse(_body.IsOverflown
            ? new(RefusalCode.BodyTooLarge, $"The answer is larger than {_bytesMax} bytes", Hint: "Ask for fewer rows, or over HTTP.")
            : new(RefusalCode.DatabaseFault, "The answer broke off"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _abort.Dispose();
        _body.Dispose();
    }

    private ReadOnlyMemory<byte> Refuse(Refusal refusal)
    {
        _body.Clear();
        _context.Response.Clear();
        _context.Response.StatusCode = refusal.Code.HttpStatus;
        _context.Response.ContentType = "application/json; charset=utf-8";
        return ServerFrame.Response(_frame.Id, _context.Response, RefusalWriter.Body(refusal));
    }

    private static void Fill(HttpRequest request, RequestFrame frame, HttpRequest socket, string prefix)
    {
        // Who opened the socket asks, unless the frame says otherwise.
        foreach (var name in new[] { "Authorization", "Accept-Profile", "Content-Profile" })
        {
            if (socket.Headers.TryGetValue(name, out var value))
                request.Headers[name] = value;
        }

        foreach (var (name, value) in frame.Headers)
            request.Headers[name] = value;

        // One request after the other is answered on a socket, so none may wait; to follow a query is a frame of its own.
        if (frame.Headers.TryGetValue("Prefer", out var prefer))
            request.Headers["Prefer"] = WithoutWait(prefer);
        var path = frame.Path.TrimStart('/');
        var mark = path.IndexOf('?', StringComparison.Ordinal);
        request.Method = frame.Method;
        request.Scheme = socket.Scheme;
        request.Host = socket.Host;
        request.PathBase = socket.PathBase;
        request.Path = $"{prefix}/{Uri.UnescapeDataString(mark < 0 ? path : path[..mark])}";
        request.QueryString = new QueryString(mark < 0 ? "" : path[mark..]);
        request.ContentType ??= "application/json";
        request.ContentLength = frame.Body.Length;
        request.Body = new MemoryStream(frame.Body.ToArray(), writable: false);
    }

    // As on a connection: behind the first bytes of an answer no other one can begin.
    private sealed class CollectedResponse(BoundedStream body) : HttpResponseFeature
    {
        public override bool HasStarted => body.Length > 0;
    }

    private static string WithoutWait(string prefer) => string.Join(
        ',', prefer.Split(',').Where(part => !part.TrimStart().StartsWith("wait", StringComparison.OrdinalIgnoreCase)));
}
