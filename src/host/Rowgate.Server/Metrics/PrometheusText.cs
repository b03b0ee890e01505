using System.Globalization;
using System.Text;

namespace Rowgate.Server.Metrics;

/// <summary>Writes metrics in Prometheus' text format.</summary>
/// <remarks>Source: https://prometheus.io/docs/instrumenting/exposition_formats/</remarks>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name by Prometheus' rules: underscores, the unit spelled out, counters end in <c>_total</c>.</summary>
    public static string NameOf(string name, string? unit, MetricKind kind)
    {
        var result = name.Replace('.', '_').Replace('-', '_');
        var hasTotal = result.EndsWith("_total", StringComparison.Ordinal);
        var stem = hasTotal ? result[..^"_total".Length] : result;
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!stem.EndsWith(suffix, StringComparison.Ordinal))
            stem += suffix;
        return hasTotal || kind == MetricKind.Counter ? stem + "_total" : stem;
    }

    /// <summary>All metrics, ordered by name.</summary>
    public static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder(4096);
        foreach (var metric in metrics.OrderBy(metric => metric.Name, StringComparer.Ordinal))
        {
            if (metric.Series.Count == 0)
                continue;
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escape(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(TypeOf(metric.Kind)).Append('\n');
            foreach (var series in metric.Series)
            {
                if (metric.Kind == MetricKind.Histogram)
                    WriteHistogram(text, metric.Name, series);
                else
                    WriteSample(text, metric.Name, series, null, series.Value);
            }
        }

        return text.ToString();
    }

    private static void WriteHistogram(StringBuilder text, string name, MetricSeries series)
    {
        var count = 0L;
        for (var bucket = 0; bucket < series.Counts.Count; bucket++)
        {
            count += series.Counts[bucket];
            var bound = bucket < series.Bounds.Count ? Number(series.Bounds[bucket]) : "+Inf";
            WriteSample(text, name + "_bucket", series, bound, count);
        }

        WriteSample(text, name + "_sum", series, null, series.Value);
        WriteSample(text, name + "_count", series, null, count);
    }

    private static void WriteSample(StringBuilder text, string name, MetricSeries series, string? bound, double value)
    {
        var labels = series.Tags
            .Select(tag => $"{tag.Key.Replace('.', '_')}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "", quotes: true)}\"");
        if (bound is not null)
            labels = labels.Append($"le=\"{bound}\"");
        var all = string.Join(',', labels);
        text.Append(name);
        if (all.Length > 0)
            text.Append('{').Append(all).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture)
        : double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
