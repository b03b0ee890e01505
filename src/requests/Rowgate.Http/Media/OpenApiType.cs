using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;
using Rowgate.Http.Messages;

namespace Rowgate.Http.Media;

/// <summary>Checks that a client accepts the OpenAPI document.</summary>
internal static class OpenApiType
{
    private const string OpenApi = "application/openapi+json; charset=utf-8";

    /// <summary>The media type to answer with.</summary>
    public static Outcome<string> Choose(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept))
            return OpenApi;
        foreach (var type in AcceptedType.Parse(accept))
        {
            if (type.Name is "application/openapi+json" or "*/*" or "application/*")
                return OpenApi;
            if (type.Name == "application/json")
                return "application/json; charset=utf-8";
        }

        return AcceptHeader.RefuseDocument(accept);
    }
}
