using Rowgate.Server.Options;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Configuration;

/// <summary>Puts the configuration together: defaults, then the file, then the environment, then the command line.</summary>
/// <remarks>A later one wins. Every mistake of all of them is reported at once.</remarks>
/// <param name="file">The YAML file; null for none.</param>
/// <param name="variable">The value of an environment variable; null when it is not set.</param>
/// <param name="flags">The settings of the command line by their path, such as <c>limits.body</c>, each with the flag that gave it.</param>
public sealed class ConfigurationReader(
    string? file, Func<string, string?> variable, IReadOnlyList<(string Path, string Value, string Flag)> flags)
{
    private readonly List<Mistake> _mistakes = [];

    /// <summary>The file that is read when no other is named and it is there.</summary>
    public const string DefaultFile = "rowgate.yaml";

    /// <summary>The YAML file; null for none.</summary>
    public string? File => file;

    /// <summary>Reads everything.</summary>
    /// <exception cref="ConfigurationException">There are mistakes.</exception>
    public RowgateOptions Read() => Read([]);

    /// <summary>Reads everything.</summary>
    /// <param name="stored">Settings that are kept elsewhere, each with its place: they win over file and environment.</param>
    /// <exception cref="ConfigurationException">There are mistakes.</exception>
    internal RowgateOptions Read(IReadOnlyList<(string Path, string Value, string Place)> stored)
    {
        _mistakes.Clear();
        var options = new RowgateOptions();
        if (file is not null)
            new YamlReader(file, variable, _mistakes.Add).ReadInto(options);
        ReadEnvironment(options);
        ReadAll(options, stored);
        ReadAll(options, flags);
        if (_mistakes.Count == 0)
            CheckTogether(options);
        return _mistakes.Count == 0 ? options : throw new ConfigurationException([.. _mistakes]);
    }

    // Unknown ROWGATE_ variables are let be: Kubernetes, for one, makes some for a service named "rowgate".
    private void ReadEnvironment(RowgateOptions options)
    {
        foreach (var setting in Setting.All)
        {
            if (variable(setting.Variable) is { Length: > 0 } text)
                Assign(options, setting, text, $"environment {setting.Variable}");
        }
    }

    private void ReadAll(RowgateOptions options, IReadOnlyList<(string Path, string Value, string Place)> values)
    {
        foreach (var (path, text, place) in values)
        {
            if (Setting.All.FirstOrDefault(setting => setting.Path == path) is { } setting)
                Assign(options, setting, text, place);
            else
                _mistakes.Add(new(place, UnknownKey.Describe(path, Setting.All.Select(setting => setting.Path))));
        }
    }

    private void Assign(RowgateOptions options, Setting setting, string text, string place)
    {
        var texts = setting.Format!.IsList ? text.Split(',', StringSplitOptions.TrimEntries) : [text];
        var values = new List<object>();
        foreach (var one in texts)
        {
            var read = SettingValue.Read(setting, one, Directory.GetCurrentDirectory(), one);
            if (read.Problem is { } problem)
                _mistakes.Add(new(place, problem));
            else
                values.Add(read.Value!);
        }

        if (values.Count == texts.Length)
            setting.Set(options, setting.Format.IsList ? setting.Format.Collect!(values) : values[0]);
    }

    private void CheckTogether(RowgateOptions options)
    {
        var open = options.Listen.FirstOrDefault(address => !address.IsLoopback);
        if (open is not null && options.Anonymous is null && !options.AsksForTokens)
        {
            _mistakes.Add(new(
                Place("listen"),
                $"{open} can be reached from other machines, and callers are not asked who they are; set \"auth.secret\" to ask them, "
                + "\"anonymous\" to read or write (--set anonymous=read) to allow everybody who can connect, or listen on 127.0.0.1"));
        }

        if (SourceIdentity.Of(options).Check() is { } wrong)
            _mistakes.Add(new(Place("auth"), wrong));
        if (options.Database.DirectSource is { } direct and not PostgresSource)
            _mistakes.Add(new(Place("database.direct-source"), $"{direct} is not the address of a PostgreSQL database"));
        if (options.AdminListen is { } admin && options.Listen.Contains(admin))
            _mistakes.Add(new(Place("admin-listen"), $"{admin} is an address of \"listen\" already; choose another port"));
    }

    private string Place(string path) => file is null ? path : $"{file}: {path}";
}
