using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Messages;

/// <summary>Refuses clients that accept nothing that can be made.</summary>
internal static class AcceptHeader
{
    /// <summary>The refusal.</summary>
    /// <param name="accept">The header.</param>
    public static Refusal Refuse(StringValues accept) =>
        new(
            RefusalCode.MediaTypeNotAcceptable,
            "None of these media types are available: " + string.Join(", ", accept.Select(header => header?.Trim())),
            Hint: "Rows come as application/json, application/vnd.pgrst.object+json, text/csv or text/event-stream.");
}
