using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Core.Catalog;
using Rowgate.Server.Sources;
using Spectre.Console;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate check</c>: reads configuration and source, and says what <c>serve</c> would do, without installing anything.</summary>
internal static class CheckCommand
{
    public static Command Make()
    {
        var command = new Command("check", "Check configuration and source, and say what would be captured and how. Installs nothing.");
        var configuration = new ConfigurationFlags(command).WithSource(command).WithListen(command).WithData(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = configuration.Read(parsed);
            Good($"configuration  {configuration.File(parsed) ?? "no file; defaults"}");
            if (options.Source is not { } source)
            {
                Good("source         none is configured; serve makes a sample shop");
                return ExitCode.Success;
            }

            var report = await SourceCheck.RunAsync(source, cancellationToken);
            Good($"source         {source}: {report.Product}, {Count(report.Catalog, RelationKind.Table, "table")}, {Count(report.Catalog, RelationKind.View, "view")}");
            return Write(report);
        });
        return command;
    }

    private static int Write(SourceReport report)
    {
        Good($"capture        by {report.Capture.Mode}");
        foreach (var table in report.Capture.Tables)
        {
            var sign = table.Captured ? "[green]+[/]" : "[yellow]-[/]";
            Terminal.Out.MarkupLine($"    {sign} {Markup.Escape(table.Table.ToString())}  [grey]{Markup.Escape(table.Note)}[/]");
        }

        foreach (var warning in report.Capture.Warnings)
            Terminal.Warning(warning);
        if (report.Capture.Tables.Length == 0 || report.Capture.Tables.Any(table => table.Captured))
            return ExitCode.Success;
        Terminal.Error("No table can be captured: reads and writes would work, live queries would see no change.");
        return ExitCode.CheckFailed;
    }

    private static void Good(string line) => Terminal.Out.MarkupLine($"[green]ok[/]  {Markup.Escape(line)}");

    private static string Count(DatabaseCatalog catalog, RelationKind kind, string word)
    {
        var count = catalog.Relations.Count(relation => relation.Kind == kind);
        return $"{count} {word}{(count == 1 ? "" : "s")}";
    }
}
