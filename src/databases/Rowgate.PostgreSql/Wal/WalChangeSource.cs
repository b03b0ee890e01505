using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Setup;

namespace Rowgate.PostgreSql.Wal;

/// <summary>The committed changes of a PostgreSQL database, whoever makes them, read from its write-ahead log.</summary>
/// <remarks>What it installs, its guarantees and its limits: docs/formats/postgresql-wal-capture.md.</remarks>
public sealed class WalChangeSource : IChangeSource
{
    private readonly string _source;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WalSignals _signals = new();
    private readonly SlotMetrics _metrics;
    private WalSession? _session;

    /// <summary>A source that connects when it is read.</summary>
    /// <param name="source">The configured name of the database.</param>
    /// <param name="options">How to reach it, and what to capture.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where troubles are told that do not stop capture.</param>
    public WalChangeSource(string source, PostgresOptions options, TimeProvider time, ILogger<WalChangeSource> logger)
    {
        _source = source;
        _options = options;
        _time = time;
        _logger = logger;
        _metrics = new(options.Capture.Name, () => Health);
    }

    /// <inheritdoc/>
    public string Mode => "wal";

    /// <inheritdoc/>
    public SourcePosition Passed => Volatile.Read(ref _session)?.Passed ?? SourcePosition.None;

    /// <summary>How the replication slot was doing when it was looked at last; null before capture runs.</summary>
    public SlotHealth? Health => _signals.Health;

    /// <inheritdoc/>
    /// <remarks>Costs the database one small commit, so that its log is flushed up to here.</remarks>
    public void Wake() => _signals.Raise(WalSignal.MoveOn);

    /// <summary>Says that the schema may have changed, so that capture looks at it now. May be called from any thread.</summary>
    public void LookAtSchema() => _signals.Raise(WalSignal.LookAtSchema);

    /// <inheritdoc/>
    public ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            await using var connection = await WalConnections.OpenAsync(_options, cancellationToken);
            return await new WalPreview(_options).MakeAsync(connection, cancellationToken);
        }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = await TranslatedAsync(
            async () => await WalSession.StartAsync(_source, _options, after, _signals, (_time, _logger), cancellationToken),
            cancellationToken);
        Volatile.Write(ref _session, session);
        try
        {
            yield return [];
            if (session.Gap is { } gap)
                yield return [gap];
            while (true)
                yield return await TranslatedAsync(() => session.NextAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _session, null);
        }
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken) =>
        Volatile.Read(ref _session)?.AcknowledgeAsync(durable, cancellationToken) ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            await using var connection = await WalConnections.OpenAsync(_options, cancellationToken);
            var name = _options.Capture.Name;
            var removed = new List<string>();
            if (await SlotFacts.ReadAsync(connection, name, cancellationToken) is { IsOurs: true })
            {
                await SlotMaker.DropAsync(connection, name, cancellationToken);
                removed.Add($"slot {name}");
            }

            removed.AddRange(await new Publication(_options.Capture).RemoveAsync(connection, cancellationToken));
            var files = WalFiles.Of(_options.Capture);
            Directory.Delete(files.Spool, recursive: true);
            return (IReadOnlyList<string>)removed;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return default;
    }

    private static async ValueTask<T> TranslatedAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception cause) when (WalFaults.IsKnown(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw WalFaults.Translate(cause);
        }
    }
}
