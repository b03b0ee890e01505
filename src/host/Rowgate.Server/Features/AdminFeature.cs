using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Server.Admin;

namespace Rowgate.Server.Features;

/// <summary>What the console asks for, under <c>/admin/v1</c>: status, tables, changes.</summary>
internal static class AdminFeature
{
    public static void Add(WebApplicationBuilder builder) =>
        builder.Services
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
        app.Map("/admin/{**path}", local.Wrap(_ => new(new Refusal(
            RefusalCode.PathNotFound, "There is no such address", Hint: "There are /admin/v1/status, /admin/v1/tables and /admin/v1/changes."))));
    }
}
