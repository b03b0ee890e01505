using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Conformance;
using Rowgate.Journal.Embedded;

namespace Rowgate.Journal.Tests.Embedded;

public sealed class FullDiskTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>SQLite's own limit of pages stands for the disk's: it ends a write at the same place, with the same code.</summary>
    [Fact]
    public async Task A_full_disk_loses_nothing_and_appending_goes_on_when_there_is_space()
    {
        using var directory = new TemporaryDirectory();
        var options = new JournalOptions { Directory = directory.Path };
        using var connection = JournalFile.OpenWriter(directory.Path);
        var shapes = new StoredShapes();
        using var readers = new ReaderPool(directory.Path, shapes);
        await using var writer = new JournalWriter(
            new BatchStore(connection, shapes, TimeProvider.System), options, new RecentParts(0), NullLogger.Instance);
        connection.Execute("PRAGMA max_page_count = 200");

        var position = 0;
        var full = await Assert.ThrowsAsync<JournalException>(async () =>
        {
            for (; position < 1000; position++)
                await writer.RunAsync(new AppendCommand([SampleChanges.Whole(position, 500)]), Cancelled);
        });
        Assert.True(full.IsTransient);
        Assert.Contains("space", full.Message, StringComparison.Ordinal);
        Assert.Equal(position * 500, writer.State.End.Value);
        Assert.Equal(writer.State.End, readers.With(reader => reader.Extent()).End);
        await Assert.ThrowsAsync<JournalException>(async () =>
            await writer.RunAsync(new AppendCommand([SampleChanges.Whole(position, 500)]), Cancelled));

        // Trimming needs no new space, and makes some.
        await writer.RunAsync(new TrimCommand(new(500 * 10), long.MinValue, long.MaxValue), Cancelled);
        await writer.RunAsync(new AppendCommand([SampleChanges.Whole(position, 500)]), Cancelled);
        Assert.Equal((position + 1) * 500, writer.State.End.Value);

        connection.Execute("PRAGMA max_page_count = 100000");
        for (var more = position + 1; more < position + 100; more++)
            await writer.RunAsync(new AppendCommand([SampleChanges.Whole(more, 500)]), Cancelled);
        var parts = readers.With(reader => reader.Read(new(5000), writer.State.End));
        Assert.Equal(5000, parts[0].Offset.Value);
    }
}
