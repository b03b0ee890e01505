using System.Text;
using Rowgate.Server.Options;

namespace Rowgate.Server.Configuration;

/// <summary>The reference page of all settings, in Markdown.</summary>
public static class ConfigurationPage
{
    private const string Introduction =
        """
        # Configuration

        <!-- Written by `rowgate config page`; a test keeps it in step. Change the options in `src/host/Rowgate.Server/Options` instead. -->

        Rowgate runs without configuration. `rowgate init` writes a commented `rowgate.yaml` to start from; it is read from the
        folder where `rowgate serve` runs, or from where `--config FILE` says. A setting comes from, the first that has it:

        1. the command line: `--set limits.body=20MB`, and `--listen`, `--data` and the source, which have flags of their own;
        2. the environment: `ROWGATE_LIMITS_BODY=20MB` (lists with commas);
        3. the file;
        4. the default below.

        The file is strict: an unknown key or a wrong value stops the start, and every mistake is reported at once with its line.
        `rowgate check` reads it without serving. `${NAME}` in a value is filled in from the environment, `${NAME:-default}` when
        it may be missing there; `$${` stands for `${` itself. Values that came from the environment are never printed.

        Sizes are written as `8KB`, `10MB`, `1.5GB` (powers of 1024), durations as `500ms`, `30s`, `5m`, `12h`, `7d`.

        A running server looks at the file once a second, and at once on SIGHUP. Settings marked **live** take effect without a
        restart; when others change, the log names them. A file with mistakes changes nothing.

        For editors there is a JSON Schema, `docs/reference/rowgate.schema.json` (or `rowgate config schema`):

        ```yaml
        # yaml-language-server: $schema=docs/reference/rowgate.schema.json
        source: sqlite:shop.db
        listen: 127.0.0.1:8080
        journal: { retention: 7d, size: 10GB }
        ```

        """;

    /// <summary>The page as text.</summary>
    public static string Write()
    {
        var page = new StringBuilder(Introduction);
        Table(page, "Top level", Setting.Roots.Where(setting => !setting.IsGroup));
        foreach (var group in Setting.Roots.Where(setting => setting.IsGroup))
            Table(page, $"`{group.Path}`: {char.ToLowerInvariant(group.About.Meaning[0])}{group.About.Meaning[1..^1]}", group.Children);
        return page.ToString();
    }

    private static void Table(StringBuilder page, string title, IEnumerable<Setting> settings)
    {
        page.Append("\n## ").Append(title).Append("\n\n| setting | value | default | meaning |\n|---|---|---|---|\n");
        var defaults = new RowgateOptions();
        foreach (var setting in settings)
        {
            var usual = setting.About.Default ?? (setting.Show(defaults) is { } value ? $"`{value}`" : "none");
            page.Append("| `").Append(setting.Path).Append("` | ").Append(Value(setting)).Append(" | ").Append(usual).Append(" | ")
                .Append(setting.About.Meaning).Append(setting.About.IsLive ? " **Live.**" : "").Append(" |\n");
        }
    }

    private static string Value(Setting setting)
    {
        var value = setting.Format!.IsList ? $"{setting.Format.Name}, or a list" : setting.Format.Name;
        if (setting.About.Example is { } example)
            value += $"; `{example}`";
        return (setting.About.Min, setting.About.Max) switch
        {
            ({ } min, { } max) => $"{value}; {min} to {max}",
            ({ } min, null) when min != "0" => $"{value}; at least {min}",
            _ => value,
        };
    }
}
