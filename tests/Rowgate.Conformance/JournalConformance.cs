using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal;

namespace Rowgate.Conformance;

/// <summary>What every journal must do. An implementation inherits this, and opens and reopens its store.</summary>
public abstract class JournalConformance : IAsyncLifetime
{
    /// <summary>The journal under test; empty at the start of each test.</summary>
    protected IJournal Journal { get; private set; } = null!;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test: the same one each time.</summary>
    protected abstract ValueTask<IJournal> OpenAsync();

    /// <summary>Removes the store.</summary>
    protected abstract ValueTask DeleteAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Journal = await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await DeleteAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_journal_is_empty()
    {
        Assert.Equal(JournalOffset.Start, Journal.Start);
        Assert.Equal(JournalOffset.Start, Journal.End);
        Assert.Null(await Journal.LastAsync("main", Cancelled));
        Assert.Equal(JournalOffset.Start, await Journal.FindAsync(SampleChanges.Epoch, Cancelled));
        Assert.Equal(JournalOffset.Start, await Journal.FindAsync("main", new SourcePosition(5), Cancelled));
    }

    [Fact]
    public async Task Append_tells_the_end_and_offsets_count_changes()
    {
        Assert.Equal(new(3), await Journal.AppendAsync([SampleChanges.Whole(1, 3)], Cancelled));
        Assert.Equal(new(8), await Journal.AppendAsync([SampleChanges.Whole(2), SampleChanges.Whole(3, 4)], Cancelled));
        Assert.Equal(new(8), Journal.End);
        Assert.Equal([0, 3, 4], (await ReadAllAsync()).Select(part => part.Offset.Value));
    }

    [Fact]
    public async Task While_the_end_stands_still_so_does_the_last_transaction()
    {
        var appending = Task.Run(
            async () =>
            {
                for (var id = 1; id <= 200; id++)
                    await Journal.AppendAsync([SampleChanges.Whole(id)], Cancelled);
            },
            Cancelled);
        while (!appending.IsCompleted)
        {
            var end = Journal.End;
            var last = await Journal.LastAsync("main", Cancelled);
            if (Journal.End == end)
                Assert.Equal(end.Value, (long)(last?.Position.Value ?? 0));
        }

        await appending;
    }

    [Fact]
    public async Task Every_kind_of_change_reads_back_as_it_was_written()
    {
        var shape = SampleChanges.Orders;
        var renamed = new TableShape(new("main", "purchases"), shape.Columns, shape.Key);
        var part = new TransactionPart
        {
            Transaction = new("main", "77", new(77), SampleChanges.Epoch, "elsewhere", new("shop", "r-1")),
            Changes =
            [
                new RowInserted(shape, RowImage.Of("""[1,"naïve \"quoted\" 🦊"]""")),
                new RowUpdated(shape, RowImage.Of("[1,null]"), RowImage.Of("[12345678901234567890.10,{\"a\":[1,2]}]")),
                new RowDeleted(shape, RowImage.Of("[1,\"\"]")),
                new SchemaChanged(shape, renamed),
                new RowRead(renamed, RowImage.Of("[2,\"\\u0000\"]")),
                new TableTruncated(renamed),
                new SchemaChanged(renamed, null),
                new SchemaChanged(null, shape),
                new LogicalMessage("rowgate", new byte[] { 0, 255, 1 }),
                new CaptureGap("The slot was lost."),
            ],
        };
        await Journal.AppendAsync([part], Cancelled);
        await ReopenAsync();

        var read = Assert.Single(await ReadAllAsync());
        Assert.Equal(part.Transaction, read.Transaction);
        Assert.True(read.IsLast);
        Assert.Equal(0, read.Index);
        Assert.Equal(part.Changes.Select(SampleChanges.Text), read.Changes.Select(SampleChanges.Text));
    }

    [Fact]
    public async Task What_was_appended_is_there_after_reopening()
    {
        await Journal.AppendAsync([SampleChanges.Whole(1, 3), SampleChanges.Whole(2, 2, "other")], Cancelled);
        await ReopenAsync();

        Assert.Equal(new(5), Journal.End);
        Assert.Equal(SampleChanges.Whole(1).Transaction, await Journal.LastAsync("main", Cancelled));
        Assert.Equal(SampleChanges.Whole(2, 1, "other").Transaction, await Journal.LastAsync("other", Cancelled));
        Assert.Equal(new(6), await Journal.AppendAsync([SampleChanges.Whole(3)], Cancelled));
        Assert.Equal(6, (await ReadAllAsync()).Sum(part => part.Changes.Count));
    }

    [Fact]
    public async Task A_reader_may_begin_inside_a_part()
    {
        await Journal.AppendAsync([SampleChanges.Whole(1, 10), SampleChanges.Whole(2, 10)], Cancelled);
        for (var from = 0; from < 20; from++)
        {
            var parts = await ReadAllAsync(new(from));
            Assert.Equal(from, parts[0].Offset.Value);
            Assert.Equal(from % 10, parts[0].Index);
            Assert.Equal(20 - from, parts.Sum(part => part.Changes.Count));
            Assert.Equal(SampleChanges.Text(SampleChanges.Whole(1 + (from / 10), 10).Changes[from % 10]), SampleChanges.Text(parts[0].Changes[0]));
        }
    }

    [Fact]
    public async Task A_reader_at_the_end_waits_for_more()
    {
        await Journal.AppendAsync([SampleChanges.Whole(1)], Cancelled);
        await using var reader = Journal.ReadAsync(Journal.End, Cancelled).GetAsyncEnumerator(Cancelled);
        for (var position = 2; position < 20; position++)
        {
            var next = reader.MoveNextAsync();
            Assert.False(next.IsCompleted);
            await Journal.AppendAsync([SampleChanges.Whole(position)], Cancelled);
            Assert.True(await next);
            Assert.Equal((ulong)position, Assert.Single(reader.Current).Transaction.Position.Value);
        }
    }

    [Fact]
    public async Task Cancelling_a_waiting_reader_ends_it()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var reader = Journal.ReadAsync(JournalOffset.Start, stop.Token).GetAsyncEnumerator(Cancelled);
        var next = reader.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_everything_once_and_in_order()
    {
        const int Transactions = 500;
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => CountAsync(Transactions * 3), Cancelled)).ToArray();
        for (var position = 0; position < Transactions; position++)
            await Journal.AppendAsync([SampleChanges.Whole(position, 3)], Cancelled);
        Assert.All(await Task.WhenAll(readers), isInOrder => Assert.True(isInOrder));
    }

    [Fact]
    public async Task Appends_at_the_same_time_all_succeed()
    {
        var appends = Enumerable.Range(0, 200).Select(position =>
            Journal.AppendAsync([SampleChanges.Whole(position, 5)], Cancelled).AsTask());
        var ends = await Task.WhenAll(appends);

        Assert.Equal(new(1000), ends.Max());
        Assert.Equal(1000, (await ReadAllAsync()).Sum(part => part.Changes.Count));
    }

    [Fact]
    public async Task An_unfinished_transaction_is_shown_when_its_end_is_there()
    {
        await Journal.AppendAsync([SampleChanges.Whole(1), SampleChanges.Part(2, 0, 10, isLast: false)], Cancelled);
        Assert.Equal(new(1), Journal.End);
        Assert.Single(await ReadAllAsync());
        Assert.Equal("1", (await Journal.LastAsync("main", Cancelled))?.Id);

        await Journal.AppendAsync([SampleChanges.Part(2, 10, 5, isLast: false)], Cancelled);
        Assert.Equal(new(1), Journal.End);

        Assert.Equal(new(18), await Journal.AppendAsync([SampleChanges.Part(2, 15, 1, isLast: true), SampleChanges.Whole(3)], Cancelled));
        Assert.Equal("3", (await Journal.LastAsync("main", Cancelled))?.Id);
        var large = (await ReadAllAsync()).Where(part => part.Transaction.Id == "2").ToList();
        Assert.Equal([0L, 10L, 15L], large.Select(part => part.Index));
        Assert.Equal([false, false, true], large.Select(part => part.IsLast));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unfinished_transaction_can_be_dropped_and_sent_again(bool reopens)
    {
        await Journal.AppendAsync([SampleChanges.Whole(1), SampleChanges.Part(2, 0, 10, isLast: false)], Cancelled);
        await Journal.AppendAsync([SampleChanges.Part(2, 10, 10, isLast: false)], Cancelled);
        if (reopens)
            await ReopenAsync();
        await Journal.DropUnfinishedAsync(Cancelled);

        Assert.Equal(new(1), Journal.End);
        Assert.Equal("1", (await Journal.LastAsync("main", Cancelled))?.Id);
        Assert.Equal(new(6), await Journal.AppendAsync([SampleChanges.Whole(2, 5)], Cancelled));
        Assert.Equal([0L, 1L], (await ReadAllAsync()).Select(part => part.Offset.Value));
        Assert.Equal(6, (await ReadAllAsync()).Sum(part => part.Changes.Count));
    }

    [Fact]
    public async Task Parts_that_cannot_follow_are_refused_and_change_nothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync([], Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync([SampleChanges.Part(1, 5, 1, isLast: true)], Cancelled));
        await Journal.AppendAsync([SampleChanges.Part(1, 0, 2, isLast: false)], Cancelled);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync([SampleChanges.Whole(2)], Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Journal.AppendAsync([SampleChanges.Part(1, 2, 1, isLast: true), SampleChanges.Part(2, 1, 1, isLast: true)], Cancelled));

        Assert.Equal(new(3), await Journal.AppendAsync([SampleChanges.Part(1, 2, 1, isLast: true)], Cancelled));
    }

    [Fact]
    public async Task Offsets_are_found_by_commit_time()
    {
        for (var position = 1; position <= 50; position++)
            await Journal.AppendAsync([SampleChanges.Whole(position, 2)], Cancelled);

        Assert.Equal(new(0), await Journal.FindAsync(SampleChanges.Epoch, Cancelled));
        Assert.Equal(new(38), await Journal.FindAsync(SampleChanges.Epoch.AddSeconds(20), Cancelled));
        Assert.Equal(new(40), await Journal.FindAsync(SampleChanges.Epoch.AddSeconds(20.0001), Cancelled));
        Assert.Equal(new(100), await Journal.FindAsync(SampleChanges.Epoch.AddSeconds(51), Cancelled));
    }

    [Fact]
    public async Task A_clock_that_ran_backwards_does_not_hide_a_transaction()
    {
        await Journal.AppendAsync([SampleChanges.Whole(10)], Cancelled);
        await Journal.AppendAsync([SampleChanges.Whole(5, 1, "other")], Cancelled);
        await Journal.AppendAsync([SampleChanges.Whole(20)], Cancelled);

        Assert.Equal(new(0), await Journal.FindAsync(SampleChanges.Epoch.AddSeconds(7), Cancelled));
        Assert.Equal(new(2), await Journal.FindAsync(SampleChanges.Epoch.AddSeconds(11), Cancelled));
    }

    [Fact]
    public async Task Offsets_are_found_by_position()
    {
        await Journal.AppendAsync([SampleChanges.Whole(10, 2), SampleChanges.Whole(3, 4, "other"), SampleChanges.Whole(20, 3)], Cancelled);
        await Journal.AppendAsync([SampleChanges.Whole(30, 1), SampleChanges.Part(40, 0, 9, isLast: false)], Cancelled);

        Assert.Equal(new(0), await Journal.FindAsync("main", new SourcePosition(9), Cancelled));
        Assert.Equal(new(2), await Journal.FindAsync("main", new SourcePosition(10), Cancelled));
        Assert.Equal(new(2), await Journal.FindAsync("main", new SourcePosition(19), Cancelled));
        Assert.Equal(new(9), await Journal.FindAsync("main", new SourcePosition(25), Cancelled));
        Assert.Equal(new(10), await Journal.FindAsync("main", new SourcePosition(45), Cancelled));
        Assert.Equal(new(6), await Journal.FindAsync("other", new SourcePosition(99), Cancelled));
        Assert.Equal(new(0), await Journal.FindAsync("nobody", new SourcePosition(99), Cancelled));
    }

    [Fact]
    public async Task Trimming_drops_old_changes_and_keeps_what_was_asked_for()
    {
        for (var position = 0; position < 100; position++)
            await Journal.AppendAsync([SampleChanges.Whole(position)], Cancelled);
        await Journal.TrimAsync(new(40), Cancelled);

        Assert.InRange(Journal.Start.Value, 1, 40);
        Assert.Equal(new(100), Journal.End);
        var parts = await ReadAllAsync(Journal.Start);
        Assert.Equal(100 - Journal.Start.Value, parts.Sum(part => part.Changes.Count));
        var expired = await Assert.ThrowsAsync<OffsetExpiredException>(() => ReadAllAsync());
        Assert.Equal(Journal.Start, expired.Start);
    }

    [Fact]
    public async Task Trimming_everything_loses_neither_the_end_nor_the_last_transaction()
    {
        await Journal.AppendAsync([SampleChanges.Whole(1, 3, "old")], Cancelled);
        await Journal.AppendAsync([SampleChanges.Whole(2, 3)], Cancelled);
        await Journal.AppendAsync([SampleChanges.Part(3, 0, 3, isLast: false)], Cancelled);
        await Journal.TrimAsync(new(100), Cancelled);
        await ReopenAsync();
        await Journal.DropUnfinishedAsync(Cancelled);

        Assert.Equal(new(6), Journal.End);
        Assert.Equal("1", (await Journal.LastAsync("old", Cancelled))?.Id);
        Assert.Equal("2", (await Journal.LastAsync("main", Cancelled))?.Id);
        Assert.Equal(new(7), await Journal.AppendAsync([SampleChanges.Whole(3)], Cancelled));
    }

    [Fact]
    public async Task A_reader_that_retention_overtakes_is_told_so()
    {
        for (var position = 0; position < 50; position++)
            await Journal.AppendAsync([SampleChanges.Whole(position)], Cancelled);
        await using var reader = Journal.ReadAsync(new(10), Cancelled).GetAsyncEnumerator(Cancelled);
        await Journal.TrimAsync(new(49), Cancelled);
        await Assert.ThrowsAsync<OffsetExpiredException>(async () => await reader.MoveNextAsync());
    }

    [Fact]
    public async Task Reading_from_beyond_the_end_is_a_mistake() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Journal.ReadAsync(new(1), Cancelled).GetAsyncEnumerator(Cancelled).MoveNextAsync().AsTask());

    [Fact]
    public async Task A_journal_that_is_closed_takes_nothing_more_and_ends_its_readers()
    {
        await using var reader = Journal.ReadAsync(JournalOffset.Start, Cancelled).GetAsyncEnumerator(Cancelled);
        var next = reader.MoveNextAsync();
        await Journal.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await next);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Journal.AppendAsync([SampleChanges.Whole(1)], Cancelled));
    }

    /// <summary>Closes the journal and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        Journal = await OpenAsync();
    }

    /// <summary>Everything from this offset to the end as it is now.</summary>
    protected async Task<List<TransactionPart>> ReadAllAsync(JournalOffset from = default)
    {
        var all = new List<TransactionPart>();
        var end = Journal.End;
        if (from == end)
            return all;
        await foreach (var batch in Journal.ReadAsync(from, Cancelled))
        {
            all.AddRange(batch);
            if (all[^1].End >= end)
                break;
        }

        return all;
    }

    private async Task<bool> CountAsync(long count)
    {
        var next = JournalOffset.Start;
        var position = 0UL;
        await foreach (var batch in Journal.ReadAsync(next, Cancelled))
        {
            foreach (var part in batch)
            {
                if (part.Offset != next || part.Transaction.Position.Value != position++)
                    return false;
                next = part.End;
            }

            if (next.Value == count)
                return true;
        }

        return false;
    }
}
