using System.Runtime.CompilerServices;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Committed changes of a PostgreSQL database by triggers, for hosts that allow no logical replication.</summary>
/// <remarks>
/// Statement triggers write the rows into a table of a schema of our own, in the writer's transaction; NOTIFY wakes the
/// reader, except where transactions may be prepared, which one that notifies cannot. Transactions come in the order in which they became visible; those seen by one look, in the order of their last
/// changes. What a subscription applies fires no statement triggers and is not seen. A table may be altered at any time:
/// images carry their columns' names.
/// </remarks>
public sealed class TriggerChangeSource : IChangeSource
{
    // How long a notification may get lost, or a new table wait for its triggers.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    // A look at the tables takes at most this part of the time.
    private const int LookShare = 20;

    // How long a change waits where nobody notifies.
    private static readonly TimeSpan SilentLookInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _source;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly LookPause _pause = new();
    private bool _isLookAsked;
    private long _durable;
    private long _passed;

    /// <summary>A source that connects when it is read.</summary>
    /// <param name="source">The configured name of the database.</param>
    /// <param name="options">How to reach and capture it.</param>
    /// <param name="time">The clock.</param>
    public TriggerChangeSource(string source, PostgresOptions options, TimeProvider time)
    {
        _source = source;
        _options = options;
        _time = time;
    }

    /// <inheritdoc/>
    public string Mode => "trigger";

    /// <inheritdoc/>
    public SourcePosition Passed => new((ulong)Volatile.Read(ref _passed));

    /// <summary>Says that the schema may have changed, so that new tables get their triggers now. May be called from any thread.</summary>
    public void LookAtSchema()
    {
        Volatile.Write(ref _isLookAsked, true);
        Wake();
    }

    /// <inheritdoc/>
    public void Wake() => _pause.Wake();

    /// <inheritdoc/>
    public async ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) =>
        await CaptureFaults.GuardAsync(
            async () =>
            {
                await using var connection = await TriggerInstallation.ConnectAsync(_options, cancellationToken);
                return await TriggerPreview.MakeAsync(_options, connection, cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Volatile.Write(ref _durable, (long)after.Value);
        await using var connection = await CaptureFaults.GuardAsync(
            () => TriggerInstallation.OpenAsync(_options, after, cancellationToken), cancellationToken);
        var pauseMax = await CaptureFaults.GuardAsync(() => TriggerInstallation.NotifiesAsync(connection, cancellationToken), cancellationToken)
            ? LookInterval
            : SilentLookInterval;
        var shapes = new TriggerShapes(_options, connection);
        var reader = new TriggerReader(_source, _options.Capture.Name, connection, shapes, after);
        await CaptureFaults.GuardAsync(() => FollowAsync(shapes, load: true, cancellationToken), cancellationToken);
        var (followed, interval, trimmed) = (_time.GetTimestamp(), LookInterval, after);
        yield return [];
        while (true)
        {
            if (Interlocked.Exchange(ref _isLookAsked, false) || _time.GetElapsedTime(followed) >= interval)
            {
                var begun = _time.GetTimestamp();
                await CaptureFaults.GuardAsync(() => FollowAsync(shapes, load: false, cancellationToken), cancellationToken);
                followed = _time.GetTimestamp();

                // A look at tens of thousands of tables takes long, and must not become all that the server does.
                var took = _time.GetElapsedTime(begun, followed) * LookShare;
                interval = took > LookInterval ? took : LookInterval;
            }

            using var pause = _pause.Begin(cancellationToken);
            var passed = await CaptureFaults.GuardAsync(() => reader.LookAsync(cancellationToken), cancellationToken);
            while (await CaptureFaults.GuardAsync(() => reader.NextAsync(cancellationToken), cancellationToken) is { Count: > 0 } parts)
                yield return parts;
            Volatile.Write(ref _passed, (long)passed.Value);
            yield return [];
            var durable = new SourcePosition((ulong)Volatile.Read(ref _durable));
            if (durable > trimmed)
            {
                await CaptureFaults.GuardAsync(() => TrimAsync(reader, durable, cancellationToken), cancellationToken);
                trimmed = durable;
            }

            await CaptureFaults.GuardAsync(() => WaitAsync(connection, pauseMax, pause), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _durable, (long)durable.Value);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken) =>
        await CaptureFaults.GuardAsync(() => TriggerInstallation.RemoveAsync(_options, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<bool> FollowAsync(TriggerShapes shapes, bool load, CancellationToken cancellationToken)
    {
        if (load)
            await shapes.LoadAsync(cancellationToken);
        await shapes.FollowAsync(cancellationToken);
        return true;
    }

    private static async Task<bool> TrimAsync(TriggerReader reader, SourcePosition durable, CancellationToken cancellationToken)
    {
        await reader.TrimAsync(durable, cancellationToken);
        return true;
    }

    private static async Task<bool> WaitAsync(NpgsqlConnection connection, TimeSpan timeMax, CancellationTokenSource pause)
    {
        await LookPause.WaitAsync(woken => connection.WaitAsync(timeMax, woken), pause);
        return true;
    }
}
