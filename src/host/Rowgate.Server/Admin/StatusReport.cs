using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Journal;
using Rowgate.Live;
using Rowgate.Server.Hosting;
using Rowgate.Server.Metrics;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Admin;

/// <summary>Tells what the server is and how it does.</summary>
internal sealed class StatusReport(
    Source source, CaptureReport capture, IJournal journal, LiveQueries live, MetricCollector metrics, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly RateWindow _rates = new(time);

    public async ValueTask<Refusal?> AnswerAsync(HttpContext context)
    {
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, Write);
        return null;
    }

    private void Write(Utf8JsonWriter json)
    {
        var requests = metrics.Total("rowgate_requests_total");
        var end = journal.End.Value;
        json.WriteStartObject();
        json.WriteString("version", ProductVersion.Text);
        json.WriteString("started", _started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("uptime_seconds", Math.Round((time.GetUtcNow() - _started).TotalSeconds, 3));
        WriteSource(json);
        WriteCapture(json);
        json.WriteStartObject("journal");
        json.WriteNumber("start", journal.Start.Value);
        json.WriteNumber("end", end);
        json.WriteNumber("bytes", journal.SizeBytes);
        json.WriteEndObject();
        json.WriteStartObject("live");
        json.WriteNumber("subscribers", live.Count);
        json.WriteNumber("lagged", metrics.Total("rowgate_live_lagged_total"));
        json.WriteEndObject();
        json.WriteStartObject("requests");
        json.WriteNumber("total", requests);
        json.WriteEndObject();
        var (changeRate, requestRate) = _rates.Add(end, requests);
        json.WriteStartObject("rates");
        json.WriteNumber("changes_per_second", Math.Round(changeRate, 2));
        json.WriteNumber("requests_per_second", Math.Round(requestRate, 2));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSource(Utf8JsonWriter json)
    {
        var catalog = source.Database.Catalog;
        json.WriteStartObject("source");
        json.WriteString("name", Source.Name);
        json.WriteString("kind", source.Database.Product);
        json.WriteString("location", source.Address.ToString());
        json.WriteNumber("tables", catalog.Relations.Count(relation => relation.Kind == RelationKind.Table));
        json.WriteNumber("views", catalog.Relations.Count(relation => relation.Kind == RelationKind.View));
        json.WriteNumber("catalog_version", catalog.Version);
        json.WriteEndObject();
    }

    private void WriteCapture(Utf8JsonWriter json)
    {
        json.WriteStartObject("capture");
        json.WriteString("mode", capture.Mode);
        json.WriteString("state", capture.State);
        json.WriteNumber("lag_seconds", Math.Round(capture.LagSeconds, 6));
        json.WriteNumber("changes", metrics.Total("rowgate_captured_changes_total"));
        json.WriteString("error", capture.Error);
        if (capture.Slot is { } slot)
        {
            json.WriteStartObject("slot");
            json.WriteString("wal_status", slot.WalStatus);
            json.WriteNumber("retained_bytes", slot.RetainedBytes);
            json.WriteNumber("budget_bytes", slot.BudgetBytes);
            json.WriteBoolean("over_budget", slot.IsOverBudget);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
