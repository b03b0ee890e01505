using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Server;
using Rowgate.Server.Postgrest;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate serve</c>: runs the server, on a sample shop when no source is given.</summary>
internal static class ServeCommand
{
    public static Command Make()
    {
        var command = new Command(
            "serve", "Serve a database: REST, live queries and the console. Without a source, a sample shop is made and served.");
        var configuration = new ConfigurationFlags(command).WithSource(command).WithListen(command).WithData(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reader = configuration.Reader(parsed);
            var options = await StoredConfiguration.WaitAsync(reader, Console.Error.WriteLine, TimeProvider.System, cancellationToken);
            Directory.CreateDirectory(options.Data.Path);
            var source = options.Source ?? SampleSource.Prepare(options.Data, cancellationToken);
            await using var server = await RowgateServer.StartAsync(reader, options, source, Console.Error, cancellationToken);
            Welcome.Write(server, options, source);
            await server.WaitForStopAsync(cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }
}
