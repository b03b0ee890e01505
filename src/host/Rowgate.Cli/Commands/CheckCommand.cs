using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Core.Catalog;
using Rowgate.Databases;
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

            var report = await SourceCheck.RunAsync(options, source, cancellationToken);
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
        if (!WriteWays(report.Capture))
        {
            Terminal.Error($"Capture by {report.Capture.Mode} is not possible: reads and writes would work, live queries would see no change.");
            return ExitCode.CheckFailed;
        }

        if (report.Capture.Tables.Length == 0 || report.Capture.Tables.Any(table => table.Captured))
            return ExitCode.Success;
        Terminal.Error("No table can be captured: reads and writes would work, live queries would see no change.");
        return ExitCode.CheckFailed;
    }

    // False when the way that would be taken is not possible.
    private static bool WriteWays(CapturePreview capture)
    {
        var isPossible = true;
        var isWanted = true;
        foreach (var way in capture.Ways)
        {
            Terminal.Out.MarkupLine(way.IsPossible
                ? $"[green]ok[/]  {way.Mode,-14} possible"
                : $"[yellow]no[/]  {way.Mode,-14} {Markup.Escape(string.Join(' ', way.Missing))}");

            // What would make a worse way possible is of no use.
            if (isWanted && way.Statements.Length > 0)
            {
                Terminal.Out.MarkupLine($"    {(way.IsPossible ? "To capture all tables" : "To make it possible")}, as a superuser:");

                // As they are, to be copied: not wrapped, no colours.
                foreach (var statement in way.Statements)
                    Console.Out.WriteLine($"        {statement}");
            }

            if (way.Mode == capture.Mode)
                (isPossible, isWanted) = (way.IsPossible, false);
        }

        return isPossible;
    }

    private static void Good(string line) => Terminal.Out.MarkupLine($"[green]ok[/]  {Markup.Escape(line)}");

    private static string Count(DatabaseCatalog catalog, RelationKind kind, string word)
    {
        var count = catalog.Relations.Count(relation => relation.Kind == kind);
        return $"{count} {word}{(count == 1 ? "" : "s")}";
    }
}
