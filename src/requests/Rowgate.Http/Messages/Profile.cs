// Hot path: bench/PointRead
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Messages;

/// <summary>The schema that a request means: <c>Accept-Profile</c> for reads, <c>Content-Profile</c> for writes.</summary>
internal static class Profile
{
    /// <summary>Finds the schema, and names it in the response when there is a choice or the request named one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="schemas">Those that are served; the first is meant when no header says otherwise.</param>
    public static Outcome<string> Find(HttpContext context, ImmutableArray<string> schemas)
    {
        var method = context.Request.Method;
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        var header = context.Request.Headers[isRead ? "Accept-Profile" : "Content-Profile"];
        if (StringValues.IsNullOrEmpty(header))
        {
            if (schemas.Length > 1)
                context.Response.Headers["Content-Profile"] = HeaderText.Value(schemas[0]);
            return schemas[0];
        }

        var wanted = header.ToString();
        if (!schemas.Contains(wanted, StringComparer.Ordinal))
        {
            return new Refusal(
                RefusalCode.SchemaNotServed,
                $"Invalid schema: {wanted}",
                Hint: $"Only the following schemas are exposed: {string.Join(", ", schemas)}");
        }

        context.Response.Headers["Content-Profile"] = HeaderText.Value(wanted);
        return wanted;
    }
}
