namespace Rowgate.Server.Configuration;

/// <summary>Reads one value of a setting and holds it against its bounds.</summary>
internal static class SettingValue
{
    /// <summary>Reads a value, or one element of a list.</summary>
    /// <param name="setting">The setting; not a group.</param>
    /// <param name="text">The text, filled in from the environment.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="shown">The text as it may be repeated in a message: before it was filled in.</param>
    /// <returns>The value, or the problem as a whole sentence.</returns>
    public static ReadValue Read(Setting setting, string text, string folder, string shown)
    {
        if (text.Length == 0)
            return new(null, $"{setting.Path}: a value is missing; expected {setting.Format!.Name}");
        var read = setting.Format!.Read(text, folder);
        if (read.Problem is { } problem)
            return new(null, problem.StartsWith("is ", StringComparison.Ordinal) ? $"{setting.Path}: \"{shown}\" {problem}" : $"{setting.Path}: {problem}");
        return Bounds(setting, read.Value!) is { } excess ? new(null, $"{setting.Path}: \"{shown}\" {excess}") : read;
    }

    private static string? Bounds(Setting setting, object value)
    {
        if (setting.About.Min is { } min && Compare(setting, value, min) < 0)
            return $"is too small; the least is {min}";
        if (setting.About.Max is { } max && Compare(setting, value, max) > 0)
            return $"is too large; the most is {max}";
        return null;
    }

    private static int Compare(Setting setting, object value, string bound) =>
        ((IComparable)value).CompareTo(setting.Format!.Read(bound, "/").Value);
}
