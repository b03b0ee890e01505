using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal.Embedded;

namespace Rowgate.Journal.Tests.Embedded;

/// <summary>Promise P1 at the journal: what was acknowledged survives kill -9, and nothing unfinished is ever seen.</summary>
public sealed class KillTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static int Rounds => Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1" ? 200 : 10;

    [Fact]
    public async Task A_killed_process_loses_nothing_that_was_acknowledged()
    {
        using var directory = new TemporaryDirectory();
        var history = new History();
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            using var appender = AppenderProcess.Start(directory.Path, seed: round);
            for (var left = random.Next(1, 200); left > 0; left--)
                Assert.True(await appender.NextAsync(Cancelled), $"The process of round {round} ended by itself.");
            await appender.KillAsync(Cancelled);

            await using var journal = EmbeddedJournal.Open(
                new() { Directory = directory.Path, RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
            Assert.True(journal.End >= appender.End, $"Round {round}: {appender.End} was acknowledged, {journal.End} is there.");
            await history.FollowAsync(journal, Cancelled);
            Assert.True(history.Position >= appender.Position, $"Round {round}: {appender.Position} is missing.");
            Assert.Equal(history.Position, (await journal.LastAsync("main", Cancelled))?.Position);
        }
    }

    [Fact]
    public async Task A_reader_beside_the_process_that_appends_follows_it()
    {
        using var directory = new TemporaryDirectory();
        using var appender = AppenderProcess.Start(directory.Path, seed: 1);
        Assert.True(await appender.NextAsync(Cancelled));

        using var reader = EmbeddedJournal.OpenReader(directory.Path, TimeProvider.System);
        var history = new History();
        await foreach (var parts in reader.ReadAsync(reader.Start, Cancelled))
        {
            history.Add(parts);
            if (history.End.Value > 20_000)
                break;
            Assert.True(await appender.NextAsync(Cancelled));
        }

        Assert.True(reader.End >= history.End);
    }

    [Fact]
    public async Task A_second_process_that_would_append_is_refused()
    {
        using var directory = new TemporaryDirectory();
        using var appender = AppenderProcess.Start(directory.Path, seed: 1);
        Assert.True(await appender.NextAsync(Cancelled));

        var refused = Assert.Throws<JournalException>(() => EmbeddedJournal.Open(
            new() { Directory = directory.Path }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance));
        Assert.Contains("Another process", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Checks that the transactions seen are those the appender numbers: each once, whole and in order.</summary>
    private sealed class History
    {
        private long _index;

        public SourcePosition Position { get; private set; }

        public JournalOffset End { get; private set; }

        public async Task FollowAsync(EmbeddedJournal journal, CancellationToken cancellationToken)
        {
            if (End == journal.End)
                return;
            await foreach (var parts in journal.ReadAsync(End, cancellationToken))
            {
                Add(parts);
                if (End == journal.End)
                    break;
            }

            Assert.Equal(0, _index);
        }

        public void Add(IReadOnlyList<TransactionPart> parts)
        {
            foreach (var part in parts)
                Add(part);
        }

        private void Add(TransactionPart part)
        {
            Assert.Equal(End, part.Offset);
            Assert.Equal(Position.Value + 1, part.Transaction.Position.Value);
            Assert.Equal(_index, part.Index);
            var total = 0L;
            foreach (var change in part.Changes)
            {
                var image = ((RowInserted)change).After.ToString();
                total = long.Parse(image[(image.LastIndexOf(',') + 1)..^1], CultureInfo.InvariantCulture);
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"[{part.Transaction.Position},{_index++},{total}]"), image);
            }

            End = part.End;
            Assert.Equal(part.IsLast, _index == total);
            if (!part.IsLast)
                return;
            Position = part.Transaction.Position;
            _index = 0;
        }
    }
}
