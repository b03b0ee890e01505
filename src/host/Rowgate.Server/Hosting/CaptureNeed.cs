using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Http.Messages;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Hosting;

/// <summary>Refuses to follow a source that is not captured: the follower would wait for changes that never come.</summary>
internal static class CaptureNeed
{
    public static void Use(WebApplication app)
    {
        if (app.Services.GetRequiredService<IChangeSource>().Mode != NoChanges.NoMode)
            return;
        app.Use(next => context => StreamEnd.IsEndless(context)
            ? RefusalWriter.WriteAsync(context, new(
                RefusalCode.NotSupported,
                "Nothing can be followed here: changes are not captured",
                Hint: "Set \"capture.mode\" to auto to capture them."))
            : next(context));
    }
}
