using System.Threading.Channels;

namespace Rowgate.Sqlite.Capture;

/// <summary>Wakes the follower when something may have been committed. Raised too often, never too seldom.</summary>
internal sealed class CommitSignal : IDisposable
{
    // One place is enough: a second wake-up before the first is taken says nothing new.
    private readonly Channel<bool> _pulse = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // While the watch is silent, the poll is only there for what the watch does not see.
    private const int IdleFactor = 4;

    private readonly ITimer _poll;
    private readonly FileSystemWatcher? _watcher;

    /// <summary>A signal for one file.</summary>
    /// <param name="walPath">The file that every commit writes to.</param>
    /// <param name="pollInterval">The time between wake-ups where the file cannot be watched; four times that where it can.</param>
    /// <param name="time">The clock of the poll.</param>
    public CommitSignal(string walPath, TimeSpan pollInterval, TimeProvider time)
    {
        _poll = time.CreateTimer(_ => Raise(), null, pollInterval, pollInterval);
        _watcher = Watch(walPath, pollInterval);
    }

    /// <summary>Wakes the follower. May be called from any thread.</summary>
    public void Raise() => _pulse.Writer.TryWrite(true);

    /// <summary>Waits for the next wake-up.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _pulse.Reader.ReadAsync(cancellationToken);

    public void Dispose()
    {
        _watcher?.Dispose();
        _poll.Dispose();
    }

    private FileSystemWatcher? Watch(string walPath, TimeSpan pollInterval)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new(Path.GetDirectoryName(walPath)!, Path.GetFileName(walPath))
            {
                NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += (_, _) =>
            {
                Raise();

                // A commit is written a moment before it can be read, so a second look follows soon.
                _poll.Change(pollInterval, pollInterval * IdleFactor);
            };
            watcher.EnableRaisingEvents = true;
            _poll.Change(pollInterval, pollInterval * IdleFactor);
            return watcher;
        }
        catch (IOException)
        {
            // The system has no more watches to give. The poll alone is a little slower, and enough.
            watcher?.Dispose();
            return null;
        }
    }
}
