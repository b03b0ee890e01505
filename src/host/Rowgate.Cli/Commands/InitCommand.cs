using System.Collections;
using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Server.Configuration;
using Rowgate.Server.Postgrest;
using Spectre.Console;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate init</c>: writes a commented configuration to start from.</summary>
internal static class InitCommand
{
    public static Command Make()
    {
        var source = new Argument<string?>("SOURCE")
        {
            Description = "The database to write into it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<string>("--config", "-c")
        {
            Description = "The file to write.",
            HelpName = "FILE",
            DefaultValueFactory = _ => ConfigurationReader.DefaultFile,
        };
        var postgrest = new Option<string?>("--from-postgrest")
        {
            Description = "Take over the configuration of PostgREST: FILE, and the PGRST_* variables of the environment.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var command = new Command("init", "Write a commented rowgate.yaml to start from.") { source, file, postgrest, force };
        command.SetAction(parsed => Write(
            parsed.GetRequiredValue(file),
            parsed.GetResult(postgrest) is { Implicit: false }
                ? PostgrestMigration.Write(parsed.GetValue(postgrest), Variables())
                : ConfigurationTemplate.Write(parsed.GetValue(source)),
            parsed.GetValue(force)));
        return command;
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal);

    private static int Write(string file, string text, bool force)
    {
        if (File.Exists(file) && !force)
            throw new CommandFailedException(ExitCode.Output, $"{file} is there already", "Use --force to replace it, or --config to write another file.");
        File.WriteAllText(file, text);
        Terminal.Out.MarkupLine($"Wrote {Markup.Escape(file)}. Next: [bold]rowgate check[/], then [bold]rowgate serve[/]");
        return ExitCode.Success;
    }
}
