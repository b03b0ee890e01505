using System.Threading.Channels;

namespace Rowgate.PostgreSql.Wal;

/// <summary>What others ask of the attendant, and what it has seen. Safe for many threads.</summary>
internal sealed class WalSignals
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int _what;
    private SlotHealth? _health;

    /// <summary>How the slot was doing when it was looked at last; null before.</summary>
    public SlotHealth? Health
    {
        get => Volatile.Read(ref _health);
        set => Volatile.Write(ref _health, value);
    }

    /// <summary>Asks for something. What is asked for already is asked for once.</summary>
    public void Raise(WalSignal what)
    {
        Interlocked.Or(ref _what, (int)what);
        _raised.Writer.TryWrite(true);
    }

    /// <summary>Waits until something is asked for.</summary>
    /// <param name="timeMax">How long at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All that is asked for; nothing after the time.</returns>
    public async Task<WalSignal> WaitAsync(TimeSpan timeMax, TimeProvider time, CancellationToken cancellationToken)
    {
        if (timeMax > TimeSpan.Zero)
        {
            using var timeout = new CancellationTokenSource(timeMax, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                await _raised.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The time is over.
            }
        }

        return (WalSignal)Interlocked.Exchange(ref _what, 0);
    }
}

/// <summary>What may be asked of the attendant.</summary>
[Flags]
internal enum WalSignal
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To write something into the log, so that it is sent up to here.</summary>
    MoveOn = 1,

    /// <summary>To look at the schema.</summary>
    LookAtSchema = 2,
}
