using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Messages;

/// <summary>Refuses clients that accept nothing that can be made.</summary>
internal static class AcceptHeader
{
    /// <summary>The refusal of rows.</summary>
    /// <param name="accept">The header.</param>
    public static Refusal Refuse(StringValues accept) =>
        Refuse(accept, "Rows come as application/json, application/vnd.pgrst.object+json or text/csv.");

    /// <summary>The refusal of the OpenAPI document.</summary>
    /// <param name="accept">The header.</param>
    public static Refusal RefuseDocument(StringValues accept) =>
        Refuse(accept, "The document comes as application/openapi+json or application/json.");

    private static Refusal Refuse(StringValues accept, string hint) =>
        new(
            RefusalCode.MediaTypeNotAcceptable,
            "None of these media types are available: " + string.Join(", ", accept.Select(header => header?.Trim())),
            Hint: hint);
}
