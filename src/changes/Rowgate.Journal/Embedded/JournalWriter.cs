using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>The one loop that writes. Appends that arrive while it makes others durable share the next fsync.</summary>
internal sealed partial class JournalWriter : IAsyncDisposable
{
    private const int QueueMax = 256;

    // A group is bounded by the changes in it, so that the first to come does not wait for all the others.
    private const int GroupChangesMax = 64 << 10;

    private readonly Channel<WriterCommand> _commands =
        Channel.CreateBounded<WriterCommand>(new BoundedChannelOptions(QueueMax) { SingleReader = true });

    private readonly List<AppendCommand> _group = [];
    private readonly BatchStore _store;
    private readonly string _path;
    private readonly RecentParts _recent;
    private readonly long _bytesMax;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private StoreState _published;
    private long _sizeBytes;

    public JournalWriter(BatchStore store, JournalOptions options, RecentParts recent, ILogger logger)
    {
        _store = store;
        _path = JournalFile.PathIn(options.Directory);
        _recent = recent;
        _bytesMax = options.RetentionBytes == 0 ? long.MaxValue : options.RetentionBytes;
        _logger = logger;
        _published = store.State;
        _sizeBytes = store.SizeBytes;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What readers may see. Safe for several threads, as all that is public here.</summary>
    public StoreState State => Volatile.Read(ref _published);

    /// <summary>The bytes of the pages in use.</summary>
    public long SizeBytes => Volatile.Read(ref _sizeBytes);

    /// <summary>Raised after the end has moved.</summary>
    public Growth Growth { get; } = new();

    /// <summary>Has a command done.</summary>
    /// <returns>True when there is more of the same to do.</returns>
    public async ValueTask<bool> RunAsync(WriterCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await _commands.Writer.WriteAsync(command, cancellationToken);
        }
        catch (ChannelClosedException cause)
        {
            throw new ObjectDisposedException("The journal is closed.", cause);
        }

        return await command.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Finishes what is queued, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_commands.Writer.TryComplete())
        {
            await _loop;
            _store.Dispose();
            Growth.Raise();
        }
    }

    private async Task RunAsync()
    {
        while (await _commands.Reader.WaitToReadAsync())
        {
            while (_commands.Reader.TryRead(out var command))
                Run(command);
        }
    }

    private void Run(WriterCommand command)
    {
        _group.Clear();
        if (command is AppendCommand append)
            Collect(append);
        try
        {
            var hasMore = command switch
            {
                DropUnfinishedCommand => DropUnfinished(),
                TrimCommand trim => Trim(trim),
                _ => Append(),
            };
            command.Complete(hasMore);
        }
        catch (Exception cause)
        {
            Fail(command, cause is SqliteException sqlite ? JournalFaults.Of(sqlite, _path) : cause);
        }
    }

    private void Collect(AppendCommand first)
    {
        var changes = 0L;
        for (var append = first; ; append = (AppendCommand)Next())
        {
            _group.Add(append);
            foreach (var part in append.Parts)
                changes += part.Changes.Count;
            if (changes >= GroupChangesMax || !_commands.Reader.TryPeek(out var next) || next is not AppendCommand)
                return;
        }

        WriterCommand Next() => _commands.Reader.TryRead(out var next) ? next : throw new InvalidOperationException();
    }

    private bool Append()
    {
        _store.Begin();
        _group.RemoveAll(append => !TryStage(append));
        _store.Commit();

        _recent.Add(_store.StagedParts);
        Publish();
        foreach (var append in _group)
        {
            append.End = _store.State.End;
            append.Complete();
        }

        var isOver = _store.SizeBytes > _bytesMax;
        while (isOver)
            isOver = Trim(new(default, long.MinValue, _bytesMax));
        return false;
    }

    // One caller's mistake is not the others' failure.
    private bool TryStage(AppendCommand append)
    {
        try
        {
            _store.CheckFollows(append.Parts);
        }
        catch (ArgumentException cause)
        {
            append.Fail(cause);
            return false;
        }

        _store.Stage(append.Parts);
        return true;
    }

    private bool DropUnfinished()
    {
        var dropped = _store.DropUnfinished();
        _recent.CutAt(_store.State.End);
        Publish();
        if (dropped > 0)
            LogUnfinishedDropped(dropped);
        return false;
    }

    private bool Trim(TrimCommand trim)
    {
        var before = _store.State.Start;
        var hasMore = _store.Trim(trim.Before, trim.AppendedBefore, trim.BytesMax);
        Publish();
        if (_store.State.Start > before)
            LogTrimmed(before.Value, _store.State.Start.Value, _store.SizeBytes);
        return hasMore;
    }

    private void Publish()
    {
        var end = _published.End;
        Volatile.Write(ref _sizeBytes, _store.SizeBytes);
        Volatile.Write(ref _published, _store.State);
        if (_store.State.End > end)
            Growth.Raise();
    }

    private void Fail(WriterCommand command, Exception cause)
    {
        LogFailed(cause);
        try
        {
            _store.Rollback();
        }
        catch (SqliteException second)
        {
            LogFailed(second);
        }

        command.Fail(cause);
        foreach (var append in _group)
            append.Fail(cause);
    }

    [LoggerMessage(5001, LogLevel.Warning,
        "Dropped {Count} changes at the journal's end: their transaction never ended; its source will send it again")]
    private partial void LogUnfinishedDropped(long count);

    [LoggerMessage(5002, LogLevel.Debug, "The journal dropped offsets {From} to {To}; it takes {Bytes} bytes now")]
    private partial void LogTrimmed(long from, long to, long bytes);

    [LoggerMessage(5003, LogLevel.Error, "The journal could not be written")]
    private partial void LogFailed(Exception cause);
}
