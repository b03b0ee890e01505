using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rowgate.Server.Configuration;

namespace Rowgate.Server.Postgrest;

/// <summary>Writes settings as <c>rowgate.yaml</c>, in the order of the reference.</summary>
internal static class PostgrestYaml
{
    private const string Heading =
        """
        # Behaves as the configuration of PostgREST did that this was made from by "rowgate init --from-postgrest".
        # Tables are under /rest/v1/ here: clients of the bare address need that path, or a proxy that adds it.
        # Signals: SIGUSR1 looks at the schema again, SIGUSR2 at the configuration, as there.

        """;

    private static readonly Dictionary<string, string> Comments = new(StringComparer.Ordinal)
    {
        ["anonymous"] = "Callers without a role are refused, as there.",
        ["hosts"] = "Every host name is answered to, as there. Name yours to be safer.",
        ["admin-listen"] = "Beside health and metrics there is the admin API here, and whoever can connect may use it: a loopback address is safer.",
        ["capture.mode"] = "PostgREST captures nothing. Delete this for live queries and the journal; see docs/guide/postgresql.md.",
        ["database.statement-timeout"] = "The database's own limit holds, as there.",
    };

    public static string Write(Dictionary<string, string> settings, ImmutableSortedDictionary<string, string> apps, List<string> notes)
    {
        var file = new StringBuilder(Heading);
        foreach (var note in notes)
            file.Append("# ").Append(note).Append('\n');
        foreach (var root in Setting.Roots)
        {
            if (!root.IsGroup)
            {
                Line(file, root, settings, "");
                continue;
            }

            var group = new StringBuilder();
            foreach (var child in root.Children)
            {
                Line(group, child, settings, "  ");
                if (child.Path == "database.app-settings" && apps.Count > 0)
                {
                    group.Append("  app-settings:\n");
                    foreach (var (name, value) in apps)
                        group.Append("    ").Append(Text(name)).Append(": ").Append(Text(value)).Append('\n');
                }
            }

            if (group.Length > 0)
                file.Append('\n').Append(root.About.Key).Append(":\n").Append(group);
        }

        return file.ToString();
    }

    private static void Line(StringBuilder file, Setting setting, Dictionary<string, string> settings, string indent)
    {
        if (!settings.TryGetValue(setting.Path, out var value))
            return;
        if (Comments.TryGetValue(setting.Path, out var comment))
            file.Append(indent).Append("# ").Append(comment).Append('\n');
        file.Append(indent).Append(setting.About.Key).Append(": ");
        if (setting.Format!.IsList)
            file.Append('[').AppendJoin(", ", value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Text)).Append("]\n");
        else
            file.Append(Text(value)).Append('\n');
    }

    // Plain where no reader of YAML can take it for something else.
    private static string Text(string value) =>
        value.Length > 0 && char.IsAsciiLetterOrDigit(value[0]) && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/')
        && value is not ("null" or "yes" or "no" or "on" or "off")
            ? value
            : $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
