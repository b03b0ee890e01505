// Hot path: bench/Fanout
using System.Threading.Channels;

namespace Rowgate.Http.Sockets;

/// <summary>The frames that wait to be sent on one socket: only so many, and only so many bytes of them.</summary>
/// <remarks>Anyone may add; one reads.</remarks>
/// <param name="bytesMax">How many bytes may wait. A frame that is larger waits alone.</param>
internal sealed class OutgoingFrames(long bytesMax) : IDisposable
{
    private const int FramesMax = 64;

    private readonly Channel<ReadOnlyMemory<byte>> _frames = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(FramesMax) { SingleReader = true });

    // Says that bytes have left. One signal is enough, because one at a time waits for it.
    private readonly Channel<bool> _left = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _bytes;

    /// <summary>Adds a frame; waits while there is no room.</summary>
    /// <returns>False when the queue is closed and takes nothing more.</returns>
    public async ValueTask<bool> AddAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (Interlocked.Read(ref _bytes) is > 0 and var waiting && waiting + frame.Length > bytesMax)
                await _left.Reader.ReadAsync(cancellationToken);
            while (!_frames.Writer.TryWrite(frame))
            {
                if (!await _frames.Writer.WaitToWriteAsync(cancellationToken))
                    return false;
            }

            // The frame may have been sent already; the sum is below zero for a moment then, which delays nobody.
            Interlocked.Add(ref _bytes, frame.Length);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes nothing more; what waits is still sent.</summary>
    public void Close() => _frames.Writer.TryComplete();

    /// <summary>Sends the frames, one after the other, until the queue is closed and empty.</summary>
    /// <param name="send">Sends one; until it returns, the frame takes its room.</param>
    /// <param name="cancellationToken">Leaves the rest unsent.</param>
    public async Task SendAllAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, CancellationToken cancellationToken)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            await send(frame, cancellationToken);
            Interlocked.Add(ref _bytes, -frame.Length);
            _left.Writer.TryWrite(true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
