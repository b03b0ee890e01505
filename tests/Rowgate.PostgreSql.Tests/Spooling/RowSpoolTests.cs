using System.Buffers;
using Rowgate.Databases;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Tests.Spooling;

public sealed class RowSpoolTests
{
    private const int PartBytes = (1 << 20) - 77;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_come_out_as_they_went_in_those_on_disk_too_and_their_room_is_given_back()
    {
        using var space = new SpoolSpace(64 << 20);
        await using (var spool = new RowSpool(space))
        {
            for (var index = 0; index < 20; index++)
                await spool.AddAsync(Part(index), Token);
            Assert.NotNull(spool.FilePath);
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

        Assert.Null(spool.FilePath);
        for (var index = 1; index <= added; index++)
            AssertIs(index, await spool.TakeAsync(Token));
    }

    [Fact]
    public async Task A_write_that_is_stopped_gives_its_room_back()
    {
        using var space = new SpoolSpace(64 << 20);
        await using var spool = new RowSpool(space);
        while (spool.FilePath is null)
            await spool.AddAsync(Part(0), Token);
        var used = space.Used;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => spool.AddAsync(Part(1), new(canceled: true)).AsTask());

        Assert.Equal(used, space.Used);
    }

    [Fact]
    public async Task Each_buffer_is_given_back_once_also_when_rows_cannot_be_read_from_disk()
    {
        using var space = new SpoolSpace(64 << 20);
        var pool = new CountedPool();
        await using (var spool = new RowSpool(space, pool))
        {
            var inMemory = 0;
            for (; spool.FilePath is null; inMemory++)
                await spool.AddAsync(Part(inMemory), Token);
            await CutAsync(spool.FilePath);
            for (var index = 0; index < inMemory - 1; index++)
                await spool.TakeAsync(Token);
            await Assert.ThrowsAsync<EndOfStreamException>(() => spool.TakeAsync(Token).AsTask());
        }

        Assert.Empty(pool.Lent);
    }

    // By another process: this one keeps the file for itself.
    private static async Task CutAsync(string file)
    {
        using var truncate = System.Diagnostics.Process.Start("truncate", ["-s", "0", file]);
        await truncate.WaitForExitAsync(Token);
        Assert.Equal(0, truncate.ExitCode);
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

    /// <summary>Knows what it has lent, and takes nothing back that it has not.</summary>
    private sealed class CountedPool : ArrayPool<byte>
    {
        public HashSet<byte[]> Lent { get; } = new(ReferenceEqualityComparer.Instance);

        public override byte[] Rent(int minimumLength)
        {
            var array = new byte[minimumLength];
            lock (Lent)
                Lent.Add(array);
            return array;
        }

        public override void Return(byte[] array, bool clearArray = false)
        {
            lock (Lent)
                Assert.True(array.Length == 0 || Lent.Remove(array), "It was given back before.");
        }
    }
}
