using Rowgate.Http.Sockets;

namespace Rowgate.Http.Tests.Sockets;

public sealed class OutgoingFramesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_adds_waits_until_enough_bytes_were_sent()
    {
        using var frames = new OutgoingFrames(bytesMax: 100);
        Assert.True(await frames.AddAsync(new byte[60], Cancelled));
        Assert.True(await frames.AddAsync(new byte[40], Cancelled));
        var third = frames.AddAsync(new byte[50], Cancelled).AsTask();
        Assert.False(third.IsCompleted);

        using var sent = new SemaphoreSlim(0);
        using var send = new SemaphoreSlim(0);
        var sending = frames.SendAllAsync(
            async (_, cancelled) =>
            {
                sent.Release();
                await send.WaitAsync(cancelled);
            },
            Cancelled);
        await sent.WaitAsync(Cancelled);
        Assert.False(third.IsCompleted);
        send.Release();
        Assert.True(await third.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
        frames.Close();
        send.Release(2);
        await sending;
        Assert.False(await frames.AddAsync(new byte[1], Cancelled));
    }

    [Fact]
    public async Task A_frame_that_is_larger_than_the_limit_goes_alone()
    {
        using var frames = new OutgoingFrames(bytesMax: 100);
        Assert.True(await frames.AddAsync(new byte[500], Cancelled));
        using var enough = new CancellationTokenSource();
        var second = frames.AddAsync(new byte[1], enough.Token).AsTask();
        Assert.False(second.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }
}
