using System.Globalization;
using Rowgate.Cli.Output;
using Rowgate.Core.Positions;
using Rowgate.Journal.Embedded;
using Rowgate.Server.Options;

namespace Rowgate.Cli.Commands;

/// <summary>Where to start reading the journal: <c>--from OFFSET|TIME</c>.</summary>
internal static class JournalStart
{
    /// <summary>The offset meant.</summary>
    /// <param name="from">An offset, a time, or a duration that means so long ago; null for the oldest change.</param>
    /// <param name="journal">Where to look.</param>
    /// <param name="now">The time.</param>
    public static JournalOffset Find(string? from, JournalReader journal, DateTimeOffset now)
    {
        if (from is null)
            return journal.Start;
        if (JournalOffset.TryParse(from, out var offset))
        {
            return offset <= journal.End
                ? offset
                : throw new CommandFailedException(ExitCode.Usage, $"--from {from}: the journal ends at offset {journal.End}");
        }

        if (Duration.TryParse(from, out var ago))
            return journal.Find(now - ago);
        if (DateTimeOffset.TryParse(from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            return journal.Find(time);
        throw new CommandFailedException(
            ExitCode.Usage,
            $"--from {from}: this is neither an offset, nor a time, nor a duration",
            "Write it like --from 1200, --from 2026-11-21T10:00:00Z, or --from 15m for a quarter of an hour ago.");
    }
}
