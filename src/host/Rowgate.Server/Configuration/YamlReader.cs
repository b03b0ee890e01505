using Rowgate.Server.Options;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rowgate.Server.Configuration;

/// <summary>Reads the YAML file strictly: every key must be a setting, every value of its type.</summary>
internal sealed class YamlReader(string file, Func<string, string?> variable, Action<Mistake> report)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

    /// <summary>Sets what the file sets.</summary>
    public void ReadInto(RowgateOptions options)
    {
        if (Load() is not { } root)
            return;
        if (root is YamlMappingNode mapping)
            ReadGroup(options, mapping, Setting.Roots);
        else if (!IsNothing(root))
            Report(root, "settings are expected here, such as \"source: sqlite:shop.db\"");
    }

    private YamlNode? Load()
    {
        try
        {
            using var text = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents.Count > 1)
                Report(yaml.Documents[1].RootNode, "one document is expected; this is the second");
            return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode;
        }
        catch (YamlException cause)
        {
            report(new(Place(cause.Start), $"this is not valid YAML: {cause.Message}"));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            report(new(file, $"the file cannot be read: {cause.Message}"));
        }

        return null;
    }

    private void ReadGroup(RowgateOptions options, YamlMappingNode group, IReadOnlyList<Setting> known)
    {
        foreach (var (key, value) in group.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (known.FirstOrDefault(setting => setting.About.Key == name) is { } setting)
                ReadSetting(options, setting, value);
            else
                Report(key, UnknownKey.Describe(name, known.Select(setting => setting.About.Key)));
        }
    }

    private void ReadSetting(RowgateOptions options, Setting setting, YamlNode value)
    {
        if (setting.IsGroup)
        {
            if (value is YamlMappingNode group)
                ReadGroup(options, group, setting.Children);
            // A group whose settings are all commented out is written as nothing.
            else if (!IsNothing(value))
                Report(value, $"{setting.Path}: a group of settings is expected; known here: {string.Join(", ", setting.Children.Select(child => child.About.Key))}");
        }
        else if (setting.Format!.IsMap)
        {
            ReadMap(options, setting, value);
        }
        else if (setting.Format.IsList && value is YamlSequenceNode list)
        {
            var elements = list.Children.Select(element => ReadScalar(setting, element)).ToArray();
            if (elements.All(element => element is not null))
                setting.Set(options, setting.Format.Collect!(elements!));
        }
        else if (ReadScalar(setting, value) is { } single)
        {
            setting.Set(options, setting.Format.IsList ? setting.Format.Collect!([single]) : single);
        }
    }

    private void ReadMap(RowgateOptions options, Setting setting, YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            if (!IsNothing(node))
                Report(node, $"{setting.Path}: names and values are expected, such as {setting.About.Example}");
            return;
        }

        var elements = new List<object>();
        foreach (var (key, value) in map.Children)
        {
            if (value is not YamlScalarNode { Value: { } written })
                Report(value, $"{setting.Path}: one value is expected: a text");
            else if (Interpolation.Fill(written, variable, out var text) is { } missing)
                Report(value, $"{setting.Path}: {missing}");
            else
                elements.Add(KeyValuePair.Create(((YamlScalarNode)key).Value ?? "", text));
        }

        setting.Set(options, setting.Format!.Collect!(elements));
    }

    private object? ReadScalar(Setting setting, YamlNode node)
    {
        if (node is not YamlScalarNode { Value: { } written })
        {
            Report(node, $"{setting.Path}: one value is expected: {setting.Format!.Name}");
            return null;
        }

        if (Interpolation.Fill(written, variable, out var text) is { } missing)
        {
            Report(node, $"{setting.Path}: {missing}");
            return null;
        }

        var read = SettingValue.Read(setting, IsNothing(node) ? "" : text, _folder, written);
        if (read.Problem is { } problem)
            Report(node, problem);
        return read.Value;
    }

    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private void Report(YamlNode node, string message) => report(new(Place(node.Start), message));

    private string Place(Mark mark) => $"{file}:{mark.Line}:{mark.Column}";
}
