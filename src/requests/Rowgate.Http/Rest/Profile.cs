using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Rest;

/// <summary>The schema that a request means: <c>Accept-Profile</c> for reads, <c>Content-Profile</c> for writes.</summary>
internal static class Profile
{
    /// <summary>Checks the header, and names the schema in the response when the request did.</summary>
    /// <returns>Null when the schema is served.</returns>
    public static Refusal? Check(HttpContext context, string schema)
    {
        var method = context.Request.Method;
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        var header = context.Request.Headers[isRead ? "Accept-Profile" : "Content-Profile"];
        if (StringValues.IsNullOrEmpty(header))
            return null;
        if (header == schema)
        {
            context.Response.Headers["Content-Profile"] = schema;
            return null;
        }

        return new Refusal(
            RefusalCode.SchemaNotServed, $"Invalid schema: {header}", Hint: $"Only the following schemas are exposed: {schema}");
    }
}
