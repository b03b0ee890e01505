using System.Runtime.CompilerServices;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>The committed changes of an SQLite file, whoever makes them: triggers write them down, the WAL tells where transactions end.</summary>
/// <remarks>Bytes, guarantees and limits: docs/formats/sqlite-capture.md.</remarks>
public sealed class SqliteChangeSource : IChangeSource
{
    // How many transactions are looked ahead, so that small ones share a batch.
    private const int AheadMax = 4096;

    private readonly string _source;
    private readonly string _path;
    private readonly SqliteCaptureOptions _options;
    private readonly TimeProvider _time;
    private readonly ChangeTrim _trim;
    private CommitSignal? _signal;

    /// <summary>A source that opens the file when it is read.</summary>
    /// <param name="source">The configured name of the database.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How to follow it.</param>
    /// <param name="time">The clock.</param>
    public SqliteChangeSource(string source, string path, SqliteCaptureOptions options, TimeProvider time)
    {
        _source = source;
        _path = path;
        _options = options;
        _time = time;
        _trim = new(options.TrimInterval);
    }

    /// <inheritdoc/>
    public string Mode => "trigger";

    /// <inheritdoc/>
    public SourcePosition Passed => SourcePosition.None;

    /// <inheritdoc/>
    public void Wake() => Volatile.Read(ref _signal)?.Raise();

    /// <inheritdoc/>
    public ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) =>
        Translated(() => SqliteCapturePreview.Make(_path));

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = (long)after.Value;
        using var follower = await Translated(() => CommitFollower.Start(_path, start, _options, _trim, _time));
        using var connection = CaptureConnections.OpenReader(_path);
        using var signal = new CommitSignal(follower.WalPath, _options.PollInterval, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _trim.Allow(start);
        Volatile.Write(ref _signal, signal);
        var following = follower.RunAsync(signal, stop.Token);
        try
        {
            var reader = new ChangeReader(_source, connection, start);
            var ends = new Queue<TransactionEnd>();
            yield return [];
            do
            {
                while (ends.Count < AheadMax && follower.Ends.TryRead(out var end))
                    ends.Enqueue(end);
                while (await Translated(() => Next(reader, ends, follower.Reading)) is { Count: > 0 } batch)
                    yield return batch;
                if (!follower.Ends.TryPeek(out _))
                    yield return [];
            }
            while (await Translated(follower.Ends.WaitToReadAsync(cancellationToken), cancellationToken));
        }
        finally
        {
            Volatile.Write(ref _signal, null);
            await stop.CancelAsync();
            await following;
        }
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken)
    {
        _trim.Allow((long)durable.Value);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken) => Translated(Remove);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static List<TransactionPart> Next(ChangeReader reader, Queue<TransactionEnd> ends, Lock reading)
    {
        lock (reading)
            return reader.Next(ends);
    }

    private IReadOnlyList<string> Remove()
    {
        using var connection = CaptureConnections.OpenWriter(_path);
        if (!CaptureConnections.TryBeginWrite(connection, TimeSpan.FromSeconds(5)))
            throw CaptureFaults.Locked();
        var removed = new CaptureInstallation(connection).Remove();
        connection.Execute("COMMIT");
        return removed;
    }

    private static ValueTask<T> Translated<T>(Func<T> work)
    {
        try
        {
            return ValueTask.FromResult(work());
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw CaptureFaults.Translate(cause);
        }
    }

    private static async ValueTask<T> Translated<T>(ValueTask<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work;
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CaptureFaults.Translate(cause);
        }
    }
}
