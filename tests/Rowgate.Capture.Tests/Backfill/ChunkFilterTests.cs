using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Capture.Backfill;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal.Embedded;

namespace Rowgate.Capture.Tests.Backfill;

/// <summary>A chunk of rows 1, 2 and 3 that was read at the start of the journal, and what the journal has behind that.</summary>
public sealed class ChunkFilterTests
{
    private static readonly TableShape Shape = ScriptedSource.Shape;

    public static TheoryData<Change, string> Changes => new()
    {
        { new RowInserted(Shape, Row(4)), "[1] [2] [3]" },
        { new RowDeleted(Shape, Row(2)), "[1] [3]" },
        { new RowUpdated(Shape, Row(2), Row(3)), "[1]" },
        { new RowRead(Shape, Row(1)), "[2] [3]" },
        { new TableTruncated(Shape), "" },
        { new RowDeleted(new(new("main", "other"), Shape.Columns, Shape.Key), Row(2)), "[1] [2] [3]" },
        { new SchemaChanged(Shape, Shape), "read again" },
        { new CaptureGap("lost"), "read again" },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Rows_that_the_journal_has_newer_are_left_out(Change change, string left)
    {
        var folder = Directory.CreateTempSubdirectory("rowgate-chunk-");
        await using (var journal = EmbeddedJournal.Open(
            new() { Directory = folder.FullName }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance))
        {
            var info = new TransactionInfo("main", "1", new(1), TimeProvider.System.GetUtcNow());
            await journal.AppendAsync([new() { Transaction = info, Changes = [change] }], TestContext.Current.CancellationToken);
            var chunk = new Chunk(Shape, JournalOffset.Start, [new(Shape, Row(1)), new(Shape, Row(2)), new(Shape, Row(3))], Row(3), IsLast: true);

            var rows = await new ChunkFilter(journal, "main").FilterAsync(chunk, journal.End, TestContext.Current.CancellationToken);

            Assert.Equal(left, rows is null ? "read again" : string.Join(' ', rows.Select(row => row.After.ToString())));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_happened_before_one_chunk_of_a_place_counts_for_the_next_one_too()
    {
        var folder = Directory.CreateTempSubdirectory("rowgate-chunk-");
        await using (var journal = EmbeddedJournal.Open(
            new() { Directory = folder.FullName }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance))
        {
            var filter = new ChunkFilter(journal, "main");
            Assert.Equal("[1] [2]", await ChangeAndFilterAsync(new RowDeleted(Shape, Row(4)), JournalOffset.Start, 1, 2));
            Assert.Equal("[3]", await ChangeAndFilterAsync(new RowInserted(Shape, Row(5)), JournalOffset.Start, 3, 4, 5));
            var later = journal.End;
            Assert.Equal("[4] [5]", await ChangeAndFilterAsync(new RowDeleted(Shape, Row(6)), later, 4, 5, 6));
            Assert.Equal("", await ChangeAndFilterAsync(new TableTruncated(Shape), later, 7));
            Assert.Equal("", await ChangeAndFilterAsync(new RowInserted(Shape, Row(9)), later, 8));
            Assert.Equal("read again", await ChangeAndFilterAsync(new SchemaChanged(Shape, Shape), later, 10));
            Assert.Equal("read again", await ChangeAndFilterAsync(new RowInserted(Shape, Row(11)), later, 11));

            async Task<string> ChangeAndFilterAsync(Change change, JournalOffset place, params int[] rows)
            {
                var info = new TransactionInfo("main", "1", new(1), TimeProvider.System.GetUtcNow());
                await journal.AppendAsync([new() { Transaction = info, Changes = [change] }], TestContext.Current.CancellationToken);
                var chunk = new Chunk(Shape, place, [.. rows.Select(n => new RowRead(Shape, Row(n)))], Row(rows[^1]), IsLast: false);
                var left = await filter.FilterAsync(chunk, journal.End, TestContext.Current.CancellationToken);
                return left is null ? "read again" : string.Join(' ', left.Select(row => row.After.ToString()));
            }
        }

        folder.Delete(recursive: true);
    }

    private static RowImage Row(int n) => RowImage.Of($"[{n}]");
}
