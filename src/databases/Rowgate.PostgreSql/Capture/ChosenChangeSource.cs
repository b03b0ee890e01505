using System.Runtime.CompilerServices;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Captures the way that is configured, or else the best one that the database allows when capture starts.</summary>
/// <remarks>What is installed decides before a new choice, so that a restart goes on the way that was begun. Once chosen, a
/// way holds for the life of the source.</remarks>
public sealed class ChosenChangeSource : IChangeSource
{
    private readonly PostgresOptions _options;
    private readonly Action<CaptureMode> _chosen;
    private readonly Func<CaptureMode, IChangeSource> _open;
    private IChangeSource? _source;

    /// <summary>A source that has not chosen yet.</summary>
    /// <param name="options">How to reach and capture the database.</param>
    /// <param name="chosen">Is told the choice.</param>
    /// <param name="open">Makes the source of a way.</param>
    internal ChosenChangeSource(PostgresOptions options, Action<CaptureMode> chosen, Func<CaptureMode, IChangeSource> open)
    {
        _options = options;
        _chosen = chosen;
        _open = open;
    }

    /// <summary>How the replication slot was doing when it was looked at last; null before, and for ways that have none.</summary>
    public SlotHealth? Health => (Volatile.Read(ref _source) as WalChangeSource)?.Health;

    /// <summary>Says that the schema may have changed, so that capture looks at it now. May be called from any thread.</summary>
    public void LookAtSchema()
    {
        var source = Volatile.Read(ref _source);
        (source as WalChangeSource)?.LookAtSchema();
        (source as TriggerChangeSource)?.LookAtSchema();
    }

    /// <inheritdoc/>
    public string Mode =>
        Volatile.Read(ref _source)?.Mode ?? (_options.Capture.Mode is { } mode ? CapturePreviewer.NameOf(mode) : "auto");

    /// <inheritdoc/>
    public SourcePosition Passed => Volatile.Read(ref _source)?.Passed ?? SourcePosition.None;

    /// <inheritdoc/>
    public void Wake() => Volatile.Read(ref _source)?.Wake();

    /// <inheritdoc/>
    public async ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) =>
        await CaptureFaults.GuardAsync(() => new CapturePreviewer(_options).MakeAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_source is null)
        {
            var mode = _options.Capture.Mode ?? await ChooseAsync(cancellationToken);
            Volatile.Write(ref _source, _open(mode));
            _chosen(mode);
        }

        await foreach (var batch in _source.ReadAsync(after, cancellationToken))
            yield return batch;
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken) =>
        Volatile.Read(ref _source)?.AcknowledgeAsync(durable, cancellationToken) ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Whatever way was configured before.</remarks>
    public async ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        foreach (var mode in new[] { CaptureMode.Polling, CaptureMode.Wal, CaptureMode.Trigger })
        {
            await using var source = _open(mode);
            removed.AddRange(await source.RemoveAsync(cancellationToken));
        }

        return removed;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CaptureMode> ChooseAsync(CancellationToken cancellationToken)
    {
        var preview = await PreviewAsync(cancellationToken);
        var way = preview.Ways.First(way => way.Mode == preview.Mode);
        if (way is { IsPossible: false, IsMisnamed: false } && !await IsInstalledAsync(cancellationToken))
            throw CaptureFaults.Impossible(preview.Ways);
        return preview.Mode == "trigger" ? CaptureMode.Trigger : CaptureMode.Wal;
    }

    // What was begun goes on, and says itself what it lacks now; so does the way that lacks a name.
    private async Task<bool> IsInstalledAsync(CancellationToken cancellationToken) =>
        await CaptureFaults.GuardAsync(
            async () =>
            {
                await using var connection = await TriggerInstallation.ConnectAsync(_options, cancellationToken);
                return await new CapturePreviewer(_options).InstalledAsync(connection, cancellationToken) is not null;
            },
            cancellationToken);
}
