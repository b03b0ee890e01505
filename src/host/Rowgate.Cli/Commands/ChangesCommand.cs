using System.Buffers;
using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Journal.Embedded;
using Rowgate.Server.Changes;
using Rowgate.Server.Sources;
using Spectre.Console;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate changes</c>: prints the journal, also while the server runs.</summary>
internal static class ChangesCommand
{
    public static Command Make()
    {
        var filter = new Argument<string?>("FILTER")
        {
            Description = "Only changes of rows that matched before or match after, such as orders?status=eq.open",
            Arity = ArgumentArity.ZeroOrOne,
        };
        filter.RefuseOptions();
        var from = new Option<string?>("--from")
        {
            Description = "Where to start: an offset, a time, or a duration ago. Default: the oldest change held.",
            HelpName = "OFFSET|TIME",
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for more at the end." };
        var json = new Option<bool>("--json") { Description = "One JSON object for each change." };
        var command = new Command("changes", "Print the journal: every change that was captured, in commit order.") { filter, from, follow, json };
        var configuration = new ConfigurationFlags(command).WithData(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = configuration.Read(parsed);
            using var journal = EmbeddedJournal.OpenReader(options.Data.Journal, TimeProvider.System);
            var start = JournalStart.Find(parsed.GetValue(from), journal, TimeProvider.System.GetUtcNow());
            var query = ParseFilter(parsed.GetValue(filter), SourceRules.Of(options.Source));
            var write = parsed.GetValue(json) ? Json() : Text();
            await PrintAsync(journal, start, parsed.GetValue(follow), query, write, cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task PrintAsync(
        JournalReader journal, JournalOffset start, bool follow, ChangeQuery? query, Action<JournalChange> write, CancellationToken cancellationToken)
    {
        var end = journal.End;
        if (!follow && start >= end)
            return;
        await foreach (var parts in journal.ReadAsync(start, cancellationToken))
        {
            foreach (var change in JournalChange.In(parts))
            {
                if (query is null || query.Matches(change))
                    write(change);
            }

            if (!follow && parts[^1].End >= end)
                return;
        }
    }

    private static ChangeQuery? ParseFilter(string? text, ValueRules rules)
    {
        if (text is null)
            return null;
        var query = ChangeQuery.Parse(
            text,
            rules,
            refusal => Terminal.Warning($"Changes of this shape cannot match: {refusal.Message}. {refusal.Hint}".TrimEnd()));
        if (!query.Accepted)
            throw new CommandFailedException(ExitCode.Usage, $"{text}: {query.Refusal.Message}", query.Refusal.Hint ?? query.Refusal.Details);
        return query.Value;
    }

    private static Action<JournalChange> Text()
    {
        var line = new ChangeLine();
        return change => Terminal.Out.MarkupLine(line.Of(change));
    }

    private static Action<JournalChange> Json()
    {
        var writer = new ChangeJson();
        var buffer = new ArrayBufferWriter<byte>();
        var output = Console.OpenStandardOutput();
        return change =>
        {
            buffer.ResetWrittenCount();
            writer.Write(change, buffer);
            buffer.Write("\n"u8);
            output.Write(buffer.WrittenSpan);
        };
    }
}
