// Hot path: bench/PointRead
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Http.Messages;

/// <summary>Puts what SQL wants of a response into it.</summary>
internal static class WishedResponse
{
    /// <summary>Sets status and headers, in place of those that stand there.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <param name="wishes">What SQL wants; null for nothing.</param>
    public static void Apply(HttpResponse response, ResponseWishes? wishes)
    {
        if (wishes is null)
            return;
        if (wishes.Status is { } status)
            response.StatusCode = status;
        SetHeaders(response, wishes.Headers);
    }

    /// <summary>False when a response of this status has no body, whatever there would be to say.</summary>
    public static bool MayHaveBody(HttpResponse response) => response.StatusCode is >= 200 and not (204 or 205 or 304);

    /// <summary>Sets reason phrase and headers of an error.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <param name="raised">What the SQL that raised it wants; null for nothing.</param>
    public static void Apply(HttpResponse response, RaisedResponse? raised)
    {
        if (raised is null)
            return;
        if (raised.StatusText is { } text && response.HttpContext.Features.Get<IHttpResponseFeature>() is { } feature)
            feature.ReasonPhrase = HeaderText.Value(text);
        SetHeaders(response, raised.Headers);
    }

    // Several of one name stand side by side, and all of them in place of ours.
    private static void SetHeaders(HttpResponse response, ImmutableArray<(string Name, string Value)> headers)
    {
        if (headers.IsDefaultOrEmpty)
            return;
        HashSet<string> replaced = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in headers)
        {
            if (!HeaderText.IsName(name))
                continue;
            var value = HeaderText.Value(text);
            response.Headers[name] = replaced.Add(name) ? value : StringValues.Concat(response.Headers[name], value);
        }
    }
}
