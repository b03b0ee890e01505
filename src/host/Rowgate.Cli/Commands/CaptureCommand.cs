using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Server.Options;
using Rowgate.Server.Sources;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate capture</c>: what Rowgate puts on a source.</summary>
internal static class CaptureCommand
{
    public static Command Make() => new("capture", "What Rowgate installs on a source to see its changes.") { Remove() };

    private static Command Remove()
    {
        var command = new Command(
            "remove",
            "Take everything off the source that capture installed. Stop the server first: it would install it again. "
            + "Changes that the journal does not hold yet are lost.");
        var configuration = new ConfigurationFlags(command).WithSource(command).WithData(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = configuration.Read(parsed);
            var source = options.Source
                ?? (File.Exists(options.Data.Sample) ? new SqliteSource(Path.GetFullPath(options.Data.Sample)) : null)
                ?? throw new CommandFailedException(ExitCode.Usage, "No source is given or configured", "Name it: rowgate capture remove shop.db");
            var removed = await SourceCheck.RemoveCaptureAsync(options, source, cancellationToken);
            foreach (var name in removed)
                Console.Out.WriteLine($"removed {name}");
            Console.Out.WriteLine(removed.Count == 0 ? $"Nothing was installed on {source}." : $"{source} is as it was before capture.");
            return ExitCode.Success;
        });
        return command;
    }
}
