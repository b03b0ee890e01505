using System.CommandLine;
using System.Runtime.InteropServices;
using Rowgate.Cli.Output;
using Rowgate.Server.Hosting;
using Rowgate.SqliteEngine;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate version</c>: what this is and what it runs on.</summary>
internal static class VersionCommand
{
    public static Command Make()
    {
        var command = new Command("version", "Print the versions of Rowgate and of what it runs on.");
        command.SetAction(_ =>
        {
            System.Console.Out.WriteLine($"rowgate {ProductVersion.Text}");
            System.Console.Out.WriteLine($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
            System.Console.Out.WriteLine($"SQLite {SqliteLibrary.Version} ({SqliteLibrary.Origin})");
            return ExitCode.Success;
        });
        return command;
    }
}
