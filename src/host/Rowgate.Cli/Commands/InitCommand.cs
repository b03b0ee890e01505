using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Server.Configuration;
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
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var command = new Command("init", "Write a commented rowgate.yaml to start from.") { source, file, force };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(file), parsed.GetValue(source), parsed.GetValue(force)));
        return command;
    }

    private static int Write(string file, string? source, bool force)
    {
        if (File.Exists(file) && !force)
            throw new CommandFailedException(ExitCode.Output, $"{file} is there already", "Use --force to replace it, or --config to write another file.");
        File.WriteAllText(file, ConfigurationTemplate.Write(source));
        Terminal.Out.MarkupLine($"Wrote {Markup.Escape(file)}. Next: [bold]rowgate check[/], then [bold]rowgate serve[/]");
        return ExitCode.Success;
    }
}
