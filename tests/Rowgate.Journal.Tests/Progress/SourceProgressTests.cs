using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal.Embedded;
using Rowgate.Journal.Progress;

namespace Rowgate.Journal.Tests.Progress;

public sealed class SourceProgressTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-progress-");
    private EmbeddedJournal _journal = null!;
    private SourceProgress _progress = null!;
    private ulong _position;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _journal = EmbeddedJournal.Open(new() { Directory = _folder.FullName }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        _progress = new("main", _journal);
        await _progress.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_snapshot_that_shows_everything_is_placed_at_the_end()
    {
        await CommitAsync(5, 6, 7);

        Assert.Equal(new JournalOffset(3), await PlaceAsync(Mark(8, 8, [])));
    }

    [Fact]
    public async Task A_snapshot_is_placed_in_front_of_the_first_transaction_that_it_lacks()
    {
        await CommitAsync(5, 6, 9, 7);

        Assert.Equal(new JournalOffset(2), await PlaceAsync(Mark(7, 9, [7])));
    }

    [Fact]
    public async Task A_snapshot_has_no_place_when_it_lacks_a_transaction_in_front_of_one_that_it_shows()
    {
        await CommitAsync(5, 7, 6);

        Assert.Null(await PlaceAsync(Mark(7, 8, [7])));
    }

    [Fact]
    public async Task A_transaction_that_still_runs_does_not_matter()
    {
        await CommitAsync(5, 7, 8);

        Assert.Equal(new JournalOffset(3), await PlaceAsync(Mark(6, 9, [6])));
    }

    [Fact]
    public async Task A_transaction_committed_behind_the_end_of_the_log_is_not_shown_whatever_its_id()
    {
        await CommitAsync(9, 5);

        Assert.Equal(new JournalOffset(1), await PlaceAsync(Mark(10, 10, [], logEnd: 10)));
    }

    [Fact]
    public async Task A_gap_is_shown_by_every_later_snapshot()
    {
        await CommitAsync(5);
        await AppendAsync(100, new CaptureGap("lost"));

        Assert.Equal(new JournalOffset(2), await PlaceAsync(Mark(6, 6, [])));
    }

    [Fact]
    public async Task What_was_in_the_journal_at_the_start_is_known()
    {
        await CommitAsync(5, 7, 6);
        _progress = new("main", _journal);
        await _progress.StartAsync(Token);

        Assert.Null(await PlaceAsync(Mark(7, 8, [7])));
        Assert.Equal(new JournalOffset(1), await PlaceAsync(Mark(6, 7, [6])));
    }

    [Fact]
    public async Task Rows_of_a_backfill_are_no_transaction_that_a_snapshot_shows()
    {
        await CommitAsync(5, 9);
        var snapshot = Mark(8, 8, []);
        await AppendAsync(0, new LogicalMessage("test", new byte[] { 1 }), isBackfill: true);
        await CommitAsync(10);

        Assert.Equal(new JournalOffset(1), await PlaceAsync(snapshot));

        _progress = new("main", _journal);
        await _progress.StartAsync(Token);
        Assert.Equal(new JournalOffset(1), await PlaceAsync(snapshot));
    }

    [Fact]
    public async Task What_lies_in_front_of_a_hole_proves_nothing_of_what_is_in_it()
    {
        await CommitAsync(5);
        _position += 10;
        _progress.Skip(new(2));
        await CommitAsync(7);

        Assert.Null(await PlaceAsync(Mark(6, 7, [6], logEnd: _position - 10)));
        Assert.Equal(_journal.End, await PlaceAsync(Mark(8, 8, [])));
    }

    [Fact]
    public async Task An_idle_source_is_passed_without_a_transaction()
    {
        await CommitAsync(5);
        var woken = 0;
        _progress.Wake = () => woken++;
        var placing = PlaceAsync(Mark(6, 6, [], logEnd: 95));
        Assert.False(placing.IsCompleted);

        _progress.Pass(new(90), _journal.End);
        Assert.False(placing.IsCompleted);
        _progress.Pass(new(95), _journal.End);

        Assert.Equal(new JournalOffset(1), await placing);
        Assert.Equal(1, woken);
    }

    [Fact]
    public async Task A_source_is_passed_only_where_the_journal_was_read()
    {
        _progress.Pass(new(50), new(1));
        var placing = PlaceAsync(Mark(6, 6, [], logEnd: 50));
        Assert.False(placing.IsCompleted);

        await CommitAsync(5);

        Assert.Equal(new JournalOffset(1), await placing);
    }

    private VisibilityMark Mark(ulong min, ulong max, ulong[] running, ulong? logEnd = null) =>
        new(min, max, [.. running], new(logEnd ?? _position));

    private Task<JournalOffset?> PlaceAsync(SnapshotMark mark) => _progress.PlaceAsync(mark, Token).AsTask();

    private async Task CommitAsync(params ulong[] ids)
    {
        foreach (var id in ids)
            await AppendAsync(id, new LogicalMessage("test", new byte[] { 1 }));
    }

    private async Task AppendAsync(ulong id, Change change, bool isBackfill = false)
    {
        if (!isBackfill)
            _position += 10;
        var part = new TransactionPart
        {
            Transaction = new(
                "main", $"{id}", new(_position), DateTimeOffset.UnixEpoch, isBackfill ? TransactionInfo.BackfillOrigin : null),
            Offset = _journal.End,
            Changes = [change],
        };
        await _journal.AppendAsync([part], Token);
        _progress.Advance(part);
    }
}
