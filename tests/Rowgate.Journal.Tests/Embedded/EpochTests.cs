using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Conformance;
using Rowgate.Core.Positions;
using Rowgate.Journal.Embedded;

namespace Rowgate.Journal.Tests.Embedded;

/// <summary>Which ids a journal takes for its own.</summary>
public sealed class EpochTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ids_stay_valid_over_restarts()
    {
        using var directory = new TemporaryDirectory();
        var ids = new List<ResumeId>();
        for (var start = 0; start < 3; start++)
        {
            await using var journal = Open(directory.Path);
            ids.Add(journal.Epochs.IdOf(journal.End));
            await AppendAsync(journal, start);
            ids.Add(journal.Epochs.IdOf(journal.End));
            Assert.All(ids, id => Assert.True(journal.Epochs.Has(id), id.ToString()));
        }

        Assert.Equal(6, ids.Distinct().Count());
    }

    [Fact]
    public async Task An_id_of_another_journal_is_not_its_own_however_far_it_has_come()
    {
        using var one = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        await using var journal = Open(one.Path);
        await AppendAsync(journal, 0);
        await using var another = Open(other.Path);
        await AppendAsync(another, 0);

        Assert.False(another.Epochs.Has(journal.Epochs.IdOf(journal.End)));
        Assert.False(another.Epochs.Has(journal.Epochs.IdOf(JournalOffset.Start)));
    }

    [Fact]
    public async Task A_copy_that_is_put_back_knows_the_ids_up_to_its_end_and_none_of_what_was_lost()
    {
        using var original = new TemporaryDirectory();
        using var copy = new TemporaryDirectory();
        ResumeId before, lost;
        await using (var journal = Open(original.Path))
        {
            await AppendAsync(journal, 0);
            before = journal.Epochs.IdOf(journal.End);
            Copy(original.Path, copy.Path);
            await AppendAsync(journal, 1);
            lost = journal.Epochs.IdOf(journal.End);
        }

        await using var restored = Open(copy.Path);
        Assert.False(restored.Epochs.Has(lost));
        await AppendAsync(restored, 2);
        await AppendAsync(restored, 3);

        Assert.True(restored.End > lost.Offset);
        Assert.False(restored.Epochs.Has(lost));
        Assert.True(restored.Epochs.Has(before));
    }

    [Fact]
    public async Task Epochs_behind_the_start_are_forgotten()
    {
        using var directory = new TemporaryDirectory();
        ResumeId old;
        await using (var journal = Open(directory.Path))
        {
            await AppendAsync(journal, 0);
            old = journal.Epochs.IdOf(JournalOffset.Start);
        }

        await using (var journal = Open(directory.Path))
        {
            await AppendAsync(journal, 1);
            await AppendAsync(journal, 2);
            await journal.TrimAsync(new(journal.End.Value - 1), Cancelled);
            Assert.True(journal.Start.Value > 10);
        }

        await using var again = Open(directory.Path);
        Assert.False(again.Epochs.Has(old));
        Assert.True(again.Epochs.Has(again.Epochs.IdOf(again.Start)));
    }

    private static EmbeddedJournal Open(string directory) =>
        EmbeddedJournal.Open(new() { Directory = directory }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);

    private static async Task AppendAsync(EmbeddedJournal journal, int position) =>
        await journal.AppendAsync([SampleChanges.Whole(position, 10)], Cancelled);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "journal.db*"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }
}
