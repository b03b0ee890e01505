namespace Rowgate.Http.Sockets;

/// <summary>Collects an answer in memory, up to a limit.</summary>
/// <param name="bytesMax">The limit.</param>
/// <param name="giveUp">Called when more is written than that; what is written from then on is dropped.</param>
internal sealed class BoundedStream(int bytesMax, Action giveUp) : Stream
{
    private readonly MemoryStream _bytes = new();

    /// <summary>True when more was written than the limit.</summary>
    public bool IsOverflown { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _bytes.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _bytes.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _bytes.SetLength(0);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_bytes.Length + buffer.Length <= bytesMax)
        {
            _bytes.Write(buffer);
        }
        else if (!IsOverflown)
        {
            IsOverflown = true;
            giveUp();
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }
}
