using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rowgate.Capture.Backfill;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Server.Admin;

/// <summary>Tells how far backfills are, and takes requests for more.</summary>
/// <param name="backfills">The backfills.</param>
/// <param name="database">Whose tables.</param>
internal sealed class BackfillEndpoint(Backfills backfills, IDatabase database)
{
    // Names of tables, not rows.
    private const int BodyBytesMax = 1 << 20;

    public async ValueTask<Refusal?> AnswerAsync(HttpContext context)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (isPost && await AskAsync(context) is { } refusal)
            return refusal;
        await JsonAnswer.WriteAsync(context, isPost ? StatusCodes.Status202Accepted : StatusCodes.Status200OK, Write);
        return null;
    }

    private async ValueTask<Refusal?> AskAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or > BodyBytesMax)
            return NotUnderstood("It is too large, or comes without a Content-Length");
        var tables = new List<TableName>();
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            foreach (var table in body.RootElement.GetProperty("tables").EnumerateArray())
                tables.Add(NameOf(table.GetString()!));
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException or NullReferenceException)
        {
            return NotUnderstood(cause.Message);
        }

        await database.RefreshAsync(context.RequestAborted);
        return backfills.Ask(tables);
    }

    private TableName NameOf(string text) =>
        text.Split('.', 2) is [var schema, var name] ? new(schema, name) : new(database.Schemas[0], text);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var status in backfills.All)
        {
            json.WriteStartObject();
            json.WriteString("table", status.Table.ToString());
            json.WriteString("state", WordOf(status.Stage));
            json.WriteNumber("rows", status.Rows);
            json.WriteString("error", status.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string WordOf(BackfillStage stage) => stage switch
    {
        BackfillStage.Waiting => "waiting",
        BackfillStage.Running => "running",
        BackfillStage.Done => "done",
        _ => "failed",
    };

    private static Refusal NotUnderstood(string details) =>
        new(RefusalCode.BodyNotUnderstood, "The body does not say which tables", details, "Send {\"tables\":[\"orders\"]}.");
}
