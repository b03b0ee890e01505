using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal;

/// <summary>A durable, ordered log of transactions with one growing offset.</summary>
/// <remarks>A seam: the embedded store and a distributed log both implement it and pass the same conformance tests.
/// One process appends, any number of readers read.</remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The oldest offset that is still held. Grows with retention.</summary>
    JournalOffset Start { get; }

    /// <summary>The offset behind the last change that is durable: where the next one will go.</summary>
    JournalOffset End { get; }

    /// <summary>What tells this journal's offsets from those of another one, or of an older copy of it.</summary>
    JournalEpochs Epochs { get; }

    /// <summary>The bytes the journal takes on disk, roughly.</summary>
    long SizeBytes { get; }

    /// <summary>The last whole transaction of a source; null when the journal has none of it, even of those retention dropped.
    /// Shown at once with <see cref="End"/>: while the end stands still, so does this.</summary>
    ValueTask<TransactionInfo?> LastAsync(string source, CancellationToken cancellationToken);

    /// <summary>Appends parts of transactions. All of them are durable when the task completes, or none is.</summary>
    /// <param name="parts">In commit order; one at least. A transaction that does not end with the last part must go on
    /// in the next append, and is shown to nobody before its end is durable. Readers may get the very same objects, so the
    /// images' bytes must not change any more.</param>
    /// <param name="cancellationToken">Cancels the wait, not the write: a cancelled append may still have happened.</param>
    /// <returns><see cref="End"/> after the append.</returns>
    /// <exception cref="ArgumentException">The parts do not go on where the journal ends: another transaction is unfinished,
    /// or a beginning is missing. Nothing was appended.</exception>
    /// <exception cref="JournalException">The disk is full or broken. Nothing was appended; a full disk is worth another try.</exception>
    ValueTask<JournalOffset> AppendAsync(IReadOnlyList<TransactionPart> parts, CancellationToken cancellationToken);

    /// <summary>Drops the parts at the end whose transaction never ended, so that the source can send it again.</summary>
    ValueTask DropUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>Reads batches forward, and waits for more when it reaches the end.</summary>
    /// <param name="from">The first offset wanted, <see cref="End"/> at most; a part that begins earlier is cut so that it
    /// starts there.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Parts in order, without gaps. A large part may come in pieces, each a part of its own.</returns>
    /// <exception cref="OffsetExpiredException">The offset is older than <see cref="Start"/>, at the beginning or because
    /// retention overtook the reader.</exception>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(JournalOffset from, CancellationToken cancellationToken);

    /// <summary>The offset of the first transaction committed at or after this time; <see cref="End"/> when there is none.</summary>
    ValueTask<JournalOffset> FindAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>The offset behind the last transaction of the source that is not newer than this; <see cref="Start"/> when
    /// all are newer.</summary>
    ValueTask<JournalOffset> FindAsync(string source, SourcePosition position, CancellationToken cancellationToken);

    /// <summary>Every offset below this may be dropped. Drops whole stored batches, so some older changes may stay.</summary>
    ValueTask TrimAsync(JournalOffset before, CancellationToken cancellationToken);
}
