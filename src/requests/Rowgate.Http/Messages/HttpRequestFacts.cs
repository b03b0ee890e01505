// Hot path: bench/Postgres/PostgresPointRead
using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rowgate.Databases;

namespace Rowgate.Http.Messages;

/// <summary>What SQL may want to know of an HTTP request, made when it is asked for. Lives as long as the request.</summary>
/// <param name="context">The request.</param>
/// <param name="prefix">The path in front of the API.</param>
internal sealed class HttpRequestFacts(HttpContext context, string prefix) : RequestFacts
{
    private const int NameRoom = 64;
    private const int OutputBytesKept = 16 << 10;

    // One for each thread: nothing is awaited while a text is made.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Output;

    [ThreadStatic]
    private static Utf8JsonWriter? Writer;

    private string? _headers;
    private string? _cookies;

    /// <inheritdoc/>
    public override string Method => context.Request.Method;

    /// <inheritdoc/>
    public override string Path =>
        context.Request.Path.Value is { } path && path.Length > prefix.Length ? path[prefix.Length..] : "/";

    /// <inheritdoc/>
    public override string Headers => _headers ??= HeadersJson(context.Request.Headers);

    /// <inheritdoc/>
    public override string Cookies => _cookies ??=
        context.Request.Headers.Cookie.Count == 0 ? "{}" : CookiesJson(context.Request.Cookies);

    private static string HeadersJson(IHeaderDictionary headers)
    {
        var json = Begin();
        Span<char> room = stackalloc char[NameRoom];
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            var lower = name.Length <= room.Length ? room[..name.Length] : new char[name.Length];
            name.AsSpan().ToLowerInvariant(lower);
            json.WriteString(lower, value.ToString());
        }

        return End(json);
    }

    private static string CookiesJson(IRequestCookieCollection cookies)
    {
        var json = Begin();
        foreach (var (name, value) in cookies)
            json.WriteString(name, value);
        return End(json);
    }

    private static Utf8JsonWriter Begin()
    {
        Output ??= new(1024);
        Output.ResetWrittenCount();
        Writer ??= new(Output);
        Writer.Reset(Output);
        Writer.WriteStartObject();
        return Writer;
    }

    private static string End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        var text = Encoding.UTF8.GetString(Output!.WrittenSpan);

        // A thread does not keep the memory of one huge request.
        if (Output.Capacity > OutputBytesKept)
            (Output, Writer) = (null, null);
        return text;
    }
}
