using System.CommandLine;
using Rowgate.Cli.Output;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate reload</c>: asks a running server to look at its configuration and at the schema again.</summary>
internal static class ReloadCommand
{
    private const string Configuration = "configuration";
    private const string Schema = "schema";

    public static Command Make()
    {
        var what = new Argument<string?>("WHAT")
        {
            Description = "Only the schema, or only the configuration.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        what.AcceptOnlyFromAmong(Schema, Configuration);
        var command = new Command("reload", "Ask the running server to look at its configuration and at the database's schema again.") { what };
        var configuration = new ConfigurationFlags(command).WithListen(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new AdminClient(configuration.Read(parsed));
            var only = parsed.GetValue(what);
            if (only is null or Configuration)
            {
                await client.PostAsync("reload/configuration", null, cancellationToken);
                Console.Out.WriteLine("The configuration was read again; the server's log says what has changed.");
            }

            if (only is null or Schema)
            {
                var answer = await client.PostAsync("reload/schema", null, cancellationToken);
                Console.Out.WriteLine(
                    answer.GetProperty("changed").GetBoolean() ? "The schema was read again, and has changed." : "The schema was read again, and is the same.");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
