using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Guard;

/// <summary>Keeps paths and queries short, whether they come in a URL or in a frame.</summary>
internal static class UrlLimit
{
    /// <summary>Checks path and query of a request.</summary>
    /// <returns>Null when they are short enough.</returns>
    public static Refusal? Check(HttpRequest request, int bytesMax)
    {
        var length = (request.Path.Value?.Length ?? 0) + (request.QueryString.Value?.Length ?? 0);
        return length <= bytesMax ? null : Refuse(bytesMax);
    }

    /// <summary>The refusal of a path and query that are too long.</summary>
    public static Refusal Refuse(int bytesMax) =>
        new(RefusalCode.UrlTooLong, $"The URL is longer than {bytesMax} bytes", Hint: "Shorten it, or raise the limit.");
}
