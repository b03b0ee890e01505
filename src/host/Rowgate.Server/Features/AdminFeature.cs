using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Server.Admin;
using Rowgate.Server.Options;
using Rowgate.Server.Reloading;

namespace Rowgate.Server.Features;

/// <summary>What the console asks for, under <c>/admin/v1</c>: status, tables, changes.</summary>
internal static class AdminFeature
{
    public static void Add(WebApplicationBuilder builder, RowgateOptions options) =>
        builder.Services
            .AddSingleton(new AdminListener(options.AdminListen))
            .AddSingleton<LocalEndpoint>()
            .AddSingleton<StatusReport>()
            .AddSingleton<TablesReport>()
            .AddSingleton(services => new ChangeFeed(
                services.GetRequiredService<IJournal>(),
                services.GetRequiredService<IDatabase>().Rules,
                services.GetRequiredService<TimeProvider>()));

    public static void Map(WebApplication app)
    {
        var local = app.Services.GetRequiredService<LocalEndpoint>();
        var (status, tables, changes) = (
            app.Services.GetRequiredService<StatusReport>(),
            app.Services.GetRequiredService<TablesReport>(),
            app.Services.GetRequiredService<ChangeFeed>());
        app.Map("/admin/v1/status", local.Wrap(status.AnswerAsync));
        app.Map("/admin/v1/tables", local.Wrap(tables.AnswerAsync));
        app.Map("/admin/v1/changes", local.Wrap(changes.ServeAsync));
        app.Map("/admin/v1/reload/schema", local.Wrap(context => ReloadSchemaAsync(context, app.Services), takesPost: true));
        app.Map("/admin/v1/reload/configuration", local.Wrap(context => ReloadConfiguration(context, app.Services), takesPost: true));
        app.Map("/admin/{**path}", local.Wrap(_ => new(new Refusal(
            RefusalCode.PathNotFound, "There is no such address", Hint: "There are /admin/v1/status, /admin/v1/tables, /admin/v1/changes and /admin/v1/backfills."))));
    }

    private static async ValueTask<Refusal?> ReloadSchemaAsync(HttpContext context, IServiceProvider services)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return PostNeeded;
        var isNew = await services.GetRequiredService<SchemaReload>().RunAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("changed", isNew);
            json.WriteEndObject();
        });
        return null;
    }

    private static async ValueTask<Refusal?> ReloadConfiguration(HttpContext context, IServiceProvider services)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return PostNeeded;
        await services.GetRequiredService<Reloader>().ReloadAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private static Refusal PostNeeded => new(RefusalCode.MethodNotServed, "This address takes an order", Hint: "Use POST.");
}
