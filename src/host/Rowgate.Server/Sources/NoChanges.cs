using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.Server.Sources;

/// <summary>The changes of a source that is not captured: there are none to be seen.</summary>
internal sealed class NoChanges : IChangeSource
{
    /// <summary>The way of capture that stands for none.</summary>
    public const string NoMode = "none";

    /// <inheritdoc/>
    public string Mode => NoMode;

    /// <inheritdoc/>
    public SourcePosition Passed => SourcePosition.None;

    /// <inheritdoc/>
    public void Wake()
    {
        // Nobody sleeps here.
    }

    /// <inheritdoc/>
    public ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) =>
        new(new CapturePreview(Mode, [], ["Changes are not captured: \"capture.mode\" is none."]));

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return ImmutableArray<TransactionPart>.Empty;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken) => new((IReadOnlyList<string>)[]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
