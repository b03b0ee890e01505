using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Errors;

namespace Rowgate.Server.Logging;

/// <summary>The two forms of a log entry.</summary>
internal static class LogLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for people: <c>10:00:00.123 warn  Capture: the source is locked (database is locked)</c>.</summary>
    public static string Text(LogEntry entry)
    {
        var line = new StringBuilder();
        line.Append(entry.Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))
            .Append(' ').Append(NameOf(entry.Level).PadRight(5)).Append(' ')
            .Append(entry.Category).Append(": ").Append(OneLine(entry.Message));
        for (var cause = entry.Cause; cause is not null; cause = cause.InnerException)
            line.Append(" | ").Append(OneLine(Describe(cause)));

        // Our own faults say enough; where any other came from is wanted by whoever mends the bug.
        if (entry.Level >= LogLevel.Error && entry.Cause is not (null or RowgateException))
            line.Append('\n').Append(entry.Cause.StackTrace);
        return line.ToString();
    }

    /// <summary>One JSON object: time, level, category, id, message, the values in it, and the cause.</summary>
    public static string Json(LogEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", NameOf(entry.Level));
            json.WriteString("category", entry.Category);
            json.WriteNumber("id", entry.Id);
            json.WriteString("message", entry.Message);
            foreach (var (name, value) in entry.Values ?? [])
            {
                if (name != "{OriginalFormat}")
                    json.WriteString(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), Convert.ToString(value, CultureInfo.InvariantCulture));
            }

            if (entry.Cause is not null)
                json.WriteString("cause", entry.Cause.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static string Describe(Exception cause) =>
        cause is RowgateException fault ? $"{fault.Message} ({fault.Hint})" : $"{cause.GetType().Name}: {cause.Message}";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
