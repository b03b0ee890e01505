using System.Text;
using Rowgate.Server.Options;

namespace Rowgate.Server.Configuration;

/// <summary>A <c>rowgate.yaml</c> to start from: every setting with its meaning, commented out at its default.</summary>
public static class ConfigurationTemplate
{
    private const int WidthMax = 100;

    /// <summary>The file as text.</summary>
    /// <param name="source">The source to write into it; null to leave that commented out too.</param>
    public static string Write(string? source)
    {
        var file = new StringBuilder(
            """
            # Configuration of Rowgate. Settings that are commented out show their defaults.
            # Check it with: rowgate check


            """);
        foreach (var setting in Setting.Roots)
        {
            Comment(file, setting, "");
            if (!setting.IsGroup)
                file.Append(setting.Path == "source" && source is not null ? $"source: {source}\n\n" : $"# {Line(setting)}\n\n");
            else
                Group(file, setting);
        }

        return file.ToString().TrimEnd('\n') + "\n";
    }

    private static void Group(StringBuilder file, Setting group)
    {
        file.Append(group.About.Key).Append(":\n");
        foreach (var setting in group.Children)
        {
            Comment(file, setting, "  ");
            file.Append("  # ").Append(Line(setting)).Append('\n');
        }

        file.Append('\n');
    }

    private static string Line(Setting setting) =>
        $"{setting.About.Key}: {setting.Show(new RowgateOptions()) ?? setting.About.Example}";

    private static void Comment(StringBuilder file, Setting setting, string indent)
    {
        var line = new StringBuilder(indent).Append('#');
        var meaning = setting.About.Default is { } usual ? $"{setting.About.Meaning} Default: {usual}." : setting.About.Meaning;
        foreach (var word in meaning.Replace("`", "", StringComparison.Ordinal).Split(' '))
        {
            if (line.Length + word.Length + 1 > WidthMax)
            {
                file.Append(line).Append('\n');
                line.Clear().Append(indent).Append('#');
            }

            line.Append(' ').Append(word);
        }

        file.Append(line).Append('\n');
    }
}
