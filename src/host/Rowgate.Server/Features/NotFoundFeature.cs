using Microsoft.AspNetCore.Builder;
using Rowgate.Core.Errors;
using Rowgate.Http.Messages;

namespace Rowgate.Server.Features;

/// <summary>Answers everything that nobody else does, so that this too is an error body.</summary>
internal static class NotFoundFeature
{
    public static void Map(WebApplication app) =>
        app.MapFallback("{**path}", context => RefusalWriter.WriteAsync(context, new(
            RefusalCode.PathNotFound,
            "There is nothing at this address",
            Hint: $"Tables are under {RestFeature.Prefix}/, the console is at /console/.")));
}
