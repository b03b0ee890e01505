using System.Threading.Channels;

namespace Rowgate.Sqlite.Capture;

/// <summary>Hands the ends of transactions from the follower to the reader.</summary>
/// <remarks>
/// When the reader is so far behind that there is no room, ends are left out: neighbours are then read as one transaction.
/// Nothing is lost by that, and the follower never waits.
/// </remarks>
internal sealed class TransactionEnds
{
    // 24 bytes each. An hour at 70 transactions a second before neighbours merge.
    private const int CountMax = 1 << 18;

    private readonly Channel<TransactionEnd> _ends = Channel.CreateBounded<TransactionEnd>(
        new BoundedChannelOptions(CountMax) { SingleReader = true, SingleWriter = true });

    private TransactionEnd? _held;

    public ChannelReader<TransactionEnd> Reader => _ends.Reader;

    public void Add(TransactionEnd end)
    {
        if (_held is not null)
            end = end with { IsExact = false };
        if (!_ends.Writer.TryWrite(end))
            _held = end;
        else
            _held = null;
    }

    /// <summary>Hands over what there was no room for, if there is room now.</summary>
    public void Flush()
    {
        if (_held is { } end && _ends.Writer.TryWrite(end))
            _held = null;
    }

    public void Complete(Exception cause) => _ends.Writer.TryComplete(cause);
}
