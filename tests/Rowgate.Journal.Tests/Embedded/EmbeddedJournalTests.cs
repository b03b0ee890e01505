using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Conformance;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal.Embedded;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Tests.Embedded;

public sealed class EmbeddedJournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_directory_takes_one_appender_at_a_time()
    {
        await using (Open())
        {
            var refused = Assert.Throws<JournalException>(Open);
            Assert.True(refused.IsTransient);
            Assert.Contains(_directory.Path, refused.Message, StringComparison.Ordinal);
        }

        await using var again = Open();
    }

    [Fact]
    public async Task Appends_at_the_same_time_share_commits()
    {
        await using (var journal = Open())
            await Task.WhenAll(Enumerable.Range(0, 250).Select(at => journal.AppendAsync([SampleChanges.Whole(at)], Cancelled).AsTask()));
        Assert.InRange(Query("SELECT count(*) FROM batch"), 1, 200);
    }

    [Fact]
    public async Task A_shape_is_stored_once()
    {
        for (var at = 0; at < 3; at++)
        {
            await using var journal = Open();
            await journal.AppendAsync([SampleChanges.Whole(at), SampleChanges.Whole(at + 10)], Cancelled);
        }

        Assert.Equal(1, Query("SELECT count(*) FROM shape"));
    }

    [Fact]
    public async Task A_part_of_large_rows_is_stored_and_read_in_bounded_pieces()
    {
        var image = RowImage.Of($"[1,\"{new string('x', 100_000)}\"]");
        var part = new TransactionPart
        {
            Transaction = SampleChanges.Whole(1).Transaction,
            Changes = [.. Enumerable.Repeat(new RowInserted(SampleChanges.Orders, image), 100)],
        };
        await using var journal = Open(recentBytes: 0);
        await journal.AppendAsync([SampleChanges.Whole(0), part], Cancelled);

        Assert.InRange(Query("SELECT max(length(data)) FROM batch"), 1 << 20, (1 << 20) + 110_000);
        var next = JournalOffset.Start;
        await foreach (var parts in journal.ReadAsync(next, Cancelled))
        {
            Assert.InRange(parts.Sum(piece => piece.Changes.Count), 1, 25);
            foreach (var piece in parts)
            {
                Assert.Equal(next, piece.Offset);
                next = piece.End;
            }

            Assert.Equal(next == journal.End, next.Value > 1 && parts[^1].IsLast);
            if (next == journal.End)
                break;
        }
    }

    [Fact]
    public async Task Changes_are_dropped_when_they_are_old()
    {
        await using var journal = Open(retention: TimeSpan.FromDays(1));
        await journal.AppendAsync([SampleChanges.Whole(1, 10)], Cancelled);
        _time.Now += TimeSpan.FromHours(20);
        await journal.AppendAsync([SampleChanges.Whole(2, 10)], Cancelled);
        await journal.ApplyRetentionAsync(Cancelled);
        Assert.Equal(new(0), journal.Start);

        _time.Now += TimeSpan.FromHours(5);
        await journal.ApplyRetentionAsync(Cancelled);
        Assert.Equal(new(10), journal.Start);

        // The newest stays, however old: it is what the end is known by.
        _time.Now += TimeSpan.FromDays(100);
        await journal.ApplyRetentionAsync(Cancelled);
        Assert.Equal(new(10), journal.Start);
    }

    [Fact]
    public async Task The_journal_stays_below_its_size()
    {
        const int Limit = 2 << 20;
        await using var journal = Open(bytes: Limit);
        for (var at = 0; at < 100; at++)
            await journal.AppendAsync([SampleChanges.Whole(at, 4000)], Cancelled);

        // An append is acknowledged before it trims; what is asked for after it comes later.
        await journal.DropUnfinishedAsync(Cancelled);
        Assert.InRange(journal.SizeBytes, 1, Limit);
        Assert.InRange(journal.Start.Value, 1, journal.End.Value - 1);
        Assert.InRange(new FileInfo(_directory.File("journal.db")).Length, 0, 2 * Limit);
    }

    [Fact]
    public async Task A_damaged_batch_is_named_and_can_be_passed()
    {
        await using (var journal = Open())
            await AppendOneByOneAsync(journal, 5);
        Damage(first: 2);

        await using var again = Open();
        await using var reader = again.ReadAsync(new(2), Cancelled).GetAsyncEnumerator(Cancelled);
        var damaged = await Assert.ThrowsAsync<JournalException>(async () => await reader.MoveNextAsync());
        Assert.False(damaged.IsTransient);
        Assert.Contains("offset 2", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("offset 3", damaged.Hint, StringComparison.Ordinal);

        await using var beyond = again.ReadAsync(new(3), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await beyond.MoveNextAsync());
        Assert.Equal(new(3), beyond.Current[0].Offset);
    }

    [Fact]
    public async Task A_damaged_end_is_noticed_when_the_journal_is_opened()
    {
        await using (var journal = Open())
            await AppendOneByOneAsync(journal, 5);
        Damage(first: 4);
        var damaged = Assert.Throws<JournalException>(Open);
        Assert.Contains("offset 4", damaged.Message, StringComparison.Ordinal);

        // And the lock is free again.
        Query("DELETE FROM batch WHERE first = 4");
        await using var again = Open();
        Assert.Equal(new(4), again.End);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2")]
    [InlineData("PRAGMA application_id = 7")]
    public async Task A_file_of_another_program_or_version_is_left_alone(string sql)
    {
        await using (var journal = Open())
            await AppendOneByOneAsync(journal, 1);
        Query(sql);
        Assert.Contains("is no journal", Assert.Throws<JournalException>(Open).Message, StringComparison.Ordinal);
        Assert.Throws<JournalException>(() => EmbeddedJournal.OpenReader(_directory.Path, _time));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_directory.File("journal.db"), new string('x', 10_000));
        Assert.False(Assert.Throws<JournalException>(Open).IsTransient);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(_directory.File("file"), "");
        var refused = Assert.Throws<JournalException>(() => EmbeddedJournal.Open(
            new() { Directory = _directory.File("file/journal") }, _time, NullLogger<EmbeddedJournal>.Instance));
        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_nobody_appends_to_can_be_read()
    {
        await using (var journal = Open())
            await AppendOneByOneAsync(journal, 5);
        using var reader = EmbeddedJournal.OpenReader(_directory.Path, TimeProvider.System);
        await using var parts = reader.ReadAsync(new(2), Cancelled).GetAsyncEnumerator(Cancelled);

        Assert.True(await parts.MoveNextAsync());
        Assert.Equal([2L, 3L, 4L], parts.Current.Select(part => part.Offset.Value));
        Assert.Equal(new(4), reader.Find(SampleChanges.Epoch.AddSeconds(4)));
    }

    [Fact]
    public async Task A_reader_beside_is_told_what_it_may_not_have()
    {
        await using var journal = Open();
        await AppendOneByOneAsync(journal, 5);
        await journal.TrimAsync(new(3), Cancelled);
        using var reader = EmbeddedJournal.OpenReader(_directory.Path, TimeProvider.System);

        Assert.Equal((new JournalOffset(3), new JournalOffset(5)), (reader.Start, reader.End));
        await using var expired = reader.ReadAsync(new(2), Cancelled).GetAsyncEnumerator(Cancelled);
        await Assert.ThrowsAsync<OffsetExpiredException>(async () => await expired.MoveNextAsync());
        await using var beyond = reader.ReadAsync(new(6), Cancelled).GetAsyncEnumerator(Cancelled);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await beyond.MoveNextAsync());
    }

    [Fact]
    public void There_is_nothing_to_read_where_there_is_no_journal() =>
        Assert.Throws<JournalException>(() => EmbeddedJournal.OpenReader(_directory.Path, _time));

    [Fact]
    public async Task The_journal_is_measured()
    {
        var seen = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Rowgate.Journal")
                self.EnableMeasurementEvents(instrument);
        };

        // Other tests measure their journals at the same time: the largest is enough to know of.
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            seen.AddOrUpdate(instrument.Name, value, (_, before) => Math.Max(before, value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();

        await using var journal = Open();
        await journal.AppendAsync([SampleChanges.Whole(1, 3)], Cancelled);
        listener.RecordObservableInstruments();

        Assert.InRange(seen["rowgate_journal_offset"], 3, double.MaxValue);
        Assert.InRange(seen["rowgate_journal_size_bytes"], 4096, double.MaxValue);
        Assert.InRange(seen["rowgate_journal_append_seconds"], 0, 60);
    }

    private static async Task AppendOneByOneAsync(EmbeddedJournal journal, int count)
    {
        for (var at = 0; at < count; at++)
            await journal.AppendAsync([SampleChanges.Whole(at)], Cancelled);
    }

    private EmbeddedJournal Open() => Open(bytes: 0);

    private EmbeddedJournal Open(long bytes = 0, TimeSpan retention = default, int recentBytes = 1 << 20) => EmbeddedJournal.Open(
        new() { Directory = _directory.Path, RetentionBytes = bytes, RetentionAge = retention, RecentBytesMax = recentBytes },
        _time,
        NullLogger<EmbeddedJournal>.Instance);

    private long Query(string sql)
    {
        using var connection = SqliteConnection.Open(_directory.File("journal.db"), SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5));
        return connection.QueryInteger(sql) ?? 0;
    }

    // One bit in the middle of the stored bytes.
    private void Damage(long first) => Query(string.Create(CultureInfo.InvariantCulture, $"""
        UPDATE batch SET data = CAST(substr(data, 1, 30) || x'FF' || substr(data, 32) AS BLOB) WHERE first = {first}
        """));
}
