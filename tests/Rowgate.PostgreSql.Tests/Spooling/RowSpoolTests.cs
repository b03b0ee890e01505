using Rowgate.Databases;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Tests.Spooling;

public sealed class RowSpoolTests
{
    private const int PartBytes = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_come_out_as_they_went_in_those_on_disk_too_and_their_room_is_given_back()
    {
        using var space = new SpoolSpace(64 << 20);
        await using (var spool = new RowSpool(space))
        {
            for (var index = 0; index < 20; index++)
                await spool.AddAsync(Part(index), Token);
            Assert.True(spool.IsOnDisk);
            for (var index = 0; index < 20; index++)
            {
                // What is taken makes room in memory, so that later parts overtake none of those on disk.
                if (index < 10)
                    await spool.AddAsync(Part(20 + index), Token);
                AssertIs(index, await spool.TakeAsync(Token));
            }

            spool.End();
            for (var index = 20; index < 30; index++)
                AssertIs(index, await spool.TakeAsync(Token));
            Assert.Equal(0, (await spool.TakeAsync(Token)).Count);
            Assert.Equal(0, (await spool.TakeAsync(Token)).Count);
        }

        Assert.Equal(0, space.Used);
    }

    [Fact]
    public async Task Without_room_on_disk_adding_waits_for_taking()
    {
        using var space = new SpoolSpace(0);
        await using var spool = new RowSpool(space);
        var added = 0;
        while (await spool.TryAddAsync(Part(added), Token))
            added++;
        Assert.InRange(added * PartBytes, 1, RowSpool.MemoryBytesMax);

        var waiting = spool.AddAsync(Part(added), Token).AsTask();
        await spool.Full.WaitAsync(Token);
        Assert.False(waiting.IsCompleted);
        AssertIs(0, await spool.TakeAsync(Token));
        await waiting;

        Assert.False(spool.IsOnDisk);
        for (var index = 1; index <= added; index++)
            AssertIs(index, await spool.TakeAsync(Token));
    }

    private static RowBatch Part(int index)
    {
        var bytes = new byte[PartBytes];
        (bytes[0], bytes[^1]) = ((byte)index, (byte)~index);
        return new(bytes, new[] { 1, PartBytes });
    }

    private static void AssertIs(int index, RowBatch rows)
    {
        Assert.Equal((2, PartBytes), (rows.Count, rows.Json.Length));
        Assert.Equal(new[] { 1, PartBytes }, rows.RowEnds.ToArray());
        Assert.Equal(((byte)index, (byte)~index), (rows.Json.Span[0], rows.Json.Span[^1]));
    }
}
