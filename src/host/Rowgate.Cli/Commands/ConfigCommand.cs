using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Server.Configuration;
using Rowgate.Server.Postgrest;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate config</c>: what can be configured, for editors and for the reference.</summary>
internal static class ConfigCommand
{
    public static Command Make() => new("config", "Print what can be configured.")
    {
        Print("schema", "The JSON Schema of rowgate.yaml, for editors.", ConfigurationSchema.Write),
        Print("page", "The reference page of all settings, in Markdown.", ConfigurationPage.Write),
        Print("postgrest", "PostgREST's options and the settings that do the same, in Markdown.", PostgrestPage.Write),
    };

    private static Command Print(string name, string description, Func<string> write)
    {
        var command = new Command(name, description);
        command.SetAction(_ =>
        {
            System.Console.Out.Write(write());
            return ExitCode.Success;
        });
        return command;
    }
}
