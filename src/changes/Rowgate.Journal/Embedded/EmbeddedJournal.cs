using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>The journal of a single node: encoded batches in an SQLite file in WAL mode. docs/formats/journal.md draws it.</summary>
/// <remarks>Durable means fsynced. Appends that arrive together share one fsync. Safe for several threads.</remarks>
public sealed partial class EmbeddedJournal : IJournal
{
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly JournalLock _lock;
    private readonly JournalWriter _writer;
    private readonly ReaderPool _readers;
    private readonly RecentParts _recent;
    private readonly JournalMetrics _metrics;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _retention;

    private EmbeddedJournal(
        JournalLock held, BatchStore store, JournalEpochs epochs, ReaderPool readers, JournalOptions options, (TimeProvider Time, ILogger Logger) with)
    {
        Epochs = epochs;
        _lock = held;
        _readers = readers;
        _options = options;
        (_time, _logger) = with;
        _recent = new(options.RecentBytesMax);
        _writer = new(store, options, _recent, _logger);
        _metrics = new(_writer);
        _retention = RetainAsync(_stop.Token);
    }

    /// <inheritdoc/>
    public JournalOffset Start => _writer.State.Start;

    /// <inheritdoc/>
    public JournalOffset End => _writer.State.End;

    /// <inheritdoc/>
    public JournalEpochs Epochs { get; }

    /// <inheritdoc/>
    public long SizeBytes => _writer.SizeBytes;

    /// <summary>Opens the journal of a directory, or makes a new one. Drops a transaction that never ended.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="time">The clock for retention.</param>
    /// <param name="logger">Where to tell of what was dropped and what broke.</param>
    /// <exception cref="JournalException">Another process appends to it, it is damaged, or it cannot be written.</exception>
    public static EmbeddedJournal Open(JournalOptions options, TimeProvider time, ILogger<EmbeddedJournal> logger)
    {
        var held = JournalLock.Take(options.Directory);
        SqliteConnection? connection = null;
        var shapes = new StoredShapes();
        var readers = new ReaderPool(options.Directory, shapes);
        try
        {
            connection = JournalFile.OpenWriter(options.Directory);
            readers.With(reader =>
            {
                reader.VerifyLast();
                return true;
            });
            var store = JournalFile.Guard(connection.Path, _ => new BatchStore(connection, shapes, time));
            var dropped = JournalFile.Guard(connection.Path, _ => store.DropUnfinished());
            var (epochs, hasRoom) = JournalFile.Guard(connection.Path, _ => EpochTable.Begin(connection, store.State));
            var journal = new EmbeddedJournal(held, store, epochs, readers, options, (time, logger));
            journal.LogOpened(connection.Path, journal.Start.Value, journal.End.Value, dropped);
            if (!hasRoom)
                journal.LogNoRoom(connection.Path);
            return journal;
        }
        catch
        {
            readers.Dispose();
            connection?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens the journal of a directory for reading, beside the process that appends to it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="time">The clock for looking whether there is more.</param>
    /// <exception cref="JournalException">There is no journal, or it cannot be read.</exception>
    public static JournalReader OpenReader(string directory, TimeProvider time) => new(directory, time);

    /// <inheritdoc/>
    public ValueTask<TransactionInfo?> LastAsync(string source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_writer.State.Last.GetValueOrDefault(source));

    /// <inheritdoc/>
    public async ValueTask<JournalOffset> AppendAsync(IReadOnlyList<TransactionPart> parts, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var append = new AppendCommand(parts);
        await _writer.RunAsync(append, cancellationToken);
        _metrics.Appended(started);
        return append.End;
    }

    /// <inheritdoc/>
    public async ValueTask DropUnfinishedAsync(CancellationToken cancellationToken) =>
        await _writer.RunAsync(new DropUnfinishedCommand(), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        JournalOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, End);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Asked for first: growth between the look at the end and the wait is not missed.
            var growth = _writer.Growth.Next;
            var (start, end) = (Start, End);
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (from < start)
                throw new OffsetExpiredException(from, start);
            if (from == end)
            {
                await growth.WaitAsync(cancellationToken);
                continue;
            }

            var parts = _recent.Take(from, end) ?? _readers.With(reader => reader.Read(from, end));
            yield return parts;
            from = parts[^1].End;
        }
    }

    /// <inheritdoc/>
    public ValueTask<JournalOffset> FindAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var end = End;
        return ValueTask.FromResult(_readers.With(reader => reader.Find(time, end)) ?? end);
    }

    /// <inheritdoc/>
    public ValueTask<JournalOffset> FindAsync(string source, SourcePosition position, CancellationToken cancellationToken)
    {
        var end = End;
        return ValueTask.FromResult(_readers.With(reader => reader.Find(source, position, end)) ?? Start);
    }

    /// <inheritdoc/>
    public ValueTask TrimAsync(JournalOffset before, CancellationToken cancellationToken) =>
        TrimAsync(() => new TrimCommand(before, long.MinValue, long.MaxValue), cancellationToken);

    /// <summary>Drops what retention no longer entitles anyone to. Runs by itself once a minute.</summary>
    internal ValueTask ApplyRetentionAsync(CancellationToken cancellationToken)
    {
        var appendedBefore = _options.RetentionAge == TimeSpan.Zero
            ? long.MinValue
            : (_time.GetUtcNow() - _options.RetentionAge).ToUnixTimeMilliseconds();
        var bytesMax = _options.RetentionBytes == 0 ? long.MaxValue : _options.RetentionBytes;
        return TrimAsync(() => new TrimCommand(default, appendedBefore, bytesMax), cancellationToken);
    }

    /// <summary>Finishes the appends under way and closes the files. Waiting readers end with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _retention;
        await _writer.DisposeAsync();
        _readers.Dispose();
        _metrics.Dispose();
        _lock.Dispose();
        _stop.Dispose();
    }

    // In steps, so that appends get their turn in between.
    private async ValueTask TrimAsync(Func<TrimCommand> step, CancellationToken cancellationToken)
    {
        while (await _writer.RunAsync(step(), cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RetainAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RetentionInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await RetainOnceAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The journal is closing.
        }
    }

    private async ValueTask RetainOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ApplyRetentionAsync(cancellationToken);
        }
        catch (JournalException)
        {
            // The writer has logged it; the next minute is another chance.
        }
    }

    [LoggerMessage(5000, LogLevel.Information,
        "Journal {Path} holds offsets {Start} to {End}; {Dropped} changes of an unfinished transaction were dropped")]
    private partial void LogOpened(string path, long start, long end, long dropped);

    [LoggerMessage(5008, LogLevel.Warning,
        "No space is left for the journal {Path}: nothing can be appended until there is some on its disk; capture then goes on by itself")]
    private partial void LogNoRoom(string path);
}
