using System.Collections.Immutable;
using Rowgate.Server.Configuration;

namespace Rowgate.Server.Postgrest;

/// <summary>Turns the configuration of PostgREST into a <c>rowgate.yaml</c> that behaves the same.</summary>
public static class PostgrestMigration
{
    private const string AppPrefix = "app.settings.";
    private const string AppVariablePrefix = "PGRST_APP_SETTINGS_";

    /// <summary>Writes the file.</summary>
    /// <param name="file">The <c>postgrest.conf</c>; null to go by the environment alone.</param>
    /// <param name="environment">The environment; its <c>PGRST_*</c> variables win over the file, and are referred to, not copied.</param>
    /// <returns>The text of <c>rowgate.yaml</c>, with comments for what differs.</returns>
    /// <exception cref="ConfigurationException">The file is not understood.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Write(string? file, IReadOnlyDictionary<string, string> environment)
    {
        var values = file is null ? new(StringComparer.Ordinal) : PostgrestFile.Read(file, File.ReadAllText(file));
        var notes = new List<string>();
        var apps = Apps(values, environment);
        var given = Given(values, environment, notes);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // What PostgREST does without being told to.
            ["anonymous"] = "none",
            ["database.statement-timeout"] = "0",
            ["limits.body"] = "1GB",
            ["capture.mode"] = "none",
            ["source"] = "postgresql://",
        };
        foreach (var option in PostgrestOptionTable.All)
        {
            if (option.Setting is null || option.Setting is "listen" or "admin-listen" or "database.app-settings")
                continue;
            if ((given.GetValueOrDefault(option.Name) ?? option.Default) is { } value && option.Convert(value) is { } converted)
                settings[option.Setting] = converted;
        }

        Addresses(given, settings);
        return PostgrestYaml.Write(settings, apps, notes);
    }

    private static Dictionary<string, string> Given(
        Dictionary<string, string> values, IReadOnlyDictionary<string, string> environment, List<string> notes)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values.Where(pair => !pair.Key.StartsWith(AppPrefix, StringComparison.Ordinal)))
        {
            if (PostgrestOptionTable.Find(name) is { } option)
                given[option.Name] = value;
            else
                notes.Add($"{name}: PostgREST has no such option, so nothing was written for it.");
        }

        foreach (var option in PostgrestOptionTable.All)
        {
            // Words are converted, so they must be known now; secrets stay where they are.
            if (environment.TryGetValue(option.Variable, out var value))
                given[option.Name] = option.Name is "db-uri" or "jwt-secret" ? $"${{{option.Variable}}}" : value.Replace("${", "$${", StringComparison.Ordinal);
            if (option.Setting is null && given.ContainsKey(option.Name))
                notes.Add($"{option.Name}: no setting here; {option.Note}.");
        }

        return given;
    }

    private static ImmutableSortedDictionary<string, string> Apps(
        Dictionary<string, string> values, IReadOnlyDictionary<string, string> environment)
    {
        var apps = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values.Where(pair => pair.Key.StartsWith(AppPrefix, StringComparison.Ordinal)))
            apps[name[AppPrefix.Length..]] = value;
        foreach (var name in environment.Keys.Where(name => name.StartsWith(AppVariablePrefix, StringComparison.Ordinal)))
            apps[name[AppVariablePrefix.Length..].ToLowerInvariant()] = $"${{{name}}}";
        return apps.ToImmutable();
    }

    private static void Addresses(Dictionary<string, string> given, Dictionary<string, string> settings)
    {
        var host = Host(given.GetValueOrDefault("server-host", "!4"));
        settings["listen"] = given.GetValueOrDefault("server-unix-socket") is { Length: > 0 } socket
            ? $"unix:{Path.GetFullPath(socket)}"
            : $"{host}:{given.GetValueOrDefault("server-port", "3000")}";
        if (given.GetValueOrDefault("admin-server-port") is { Length: > 0 } port)
            settings["admin-listen"] = $"{(given.TryGetValue("admin-server-host", out var admin) ? Host(admin) : host)}:{port}";

        // PostgREST answers to every name, also where only a proxy on the same machine can connect.
        settings["hosts"] = "*";
    }

    private static string Host(string host) => host switch
    {
        "*" or "*4" or "*6" => "*",
        "!4" => "0.0.0.0",
        "!6" => "[::]",
        "" => "0.0.0.0",
        _ when host.Contains(':', StringComparison.Ordinal) && host[0] != '[' => $"[{host}]",
        _ => host,
    };
}
