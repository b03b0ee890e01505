using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Databases;

/// <summary>A database's committed changes, whoever made them.</summary>
/// <remarks>A seam, implemented once for each way of capture. One reader at a time.</remarks>
public interface IChangeSource : IAsyncDisposable
{
    /// <summary>The way of capture: <c>wal</c>, <c>trigger</c> or <c>polling</c>; <c>auto</c> while it is not chosen yet.</summary>
    string Mode { get; }

    /// <summary>Every transaction up to this place was sent; grows. Read it with each empty batch: it may lie far behind the
    /// last transaction that was sent, when the source's log holds nothing more that is captured.
    /// <see cref="SourcePosition.None"/> when only its transactions tell how far a source is.</summary>
    SourcePosition Passed { get; }

    /// <summary>Somebody waits for all that is committed by now: what may be waited for otherwise is looked at soon, and an
    /// empty batch tells how far. May be called from any thread, at any time, as often as one likes.</summary>
    void Wake();

    /// <summary>What capture would do on each table, without doing it.</summary>
    ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken);

    /// <summary>Follows the changes behind a place, installing on the source what that needs.</summary>
    /// <param name="after">The last transaction that the journal holds; <see cref="SourcePosition.None"/> for a new journal.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>Batches in commit order. The parts of a large transaction follow each other. The first batch is empty: it
    /// says that everything is in place and followed from here on. Each further empty one says that all that is known to be
    /// committed was sent.</returns>
    /// <exception cref="DatabaseException">The source cannot be read now. Transient ones are worth another try.</exception>
    IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(SourcePosition after, CancellationToken cancellationToken);

    /// <summary>Tells the source that it may forget everything up to here, because the journal holds it durably.</summary>
    /// <param name="durable">The position of a transaction that is durable to its end.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken);

    /// <summary>Takes off the source whatever capture installed. Changes not yet read are lost.</summary>
    /// <returns>The names of what was removed.</returns>
    ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken);
}
