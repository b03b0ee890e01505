using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Admin;

/// <summary>Tells of the tables of the source.</summary>
internal sealed class TablesReport(Source source, IChangeSource changes)
{
    public async ValueTask<Refusal?> AnswerAsync(HttpContext context)
    {
        await source.Database.RefreshAsync(context.RequestAborted);
        var catalog = source.Database.Catalog;
        var preview = await changes.PreviewAsync(context.RequestAborted);
        var captured = preview.Tables.Where(table => table.Captured).Select(table => table.Table).ToHashSet();
        var rows = await source.EstimateRowsAsync(catalog, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => TablesAnswer.Write(json, catalog, source.Database.Schemas[0], captured, rows));
        return null;
    }
}
