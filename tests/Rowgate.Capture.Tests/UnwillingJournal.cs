using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal;

namespace Rowgate.Capture.Tests;

/// <summary>A journal whose disk is full while it is told so.</summary>
internal sealed class UnwillingJournal(IJournal inner) : IJournal
{
    private int _refusals;

    public bool IsFull { get; set; }

    public int Refusals => Volatile.Read(ref _refusals);

    public JournalOffset Start => inner.Start;

    public JournalOffset End => inner.End;

    public JournalEpochs Epochs => inner.Epochs;

    public long SizeBytes => inner.SizeBytes;

    public ValueTask<JournalOffset> AppendAsync(IReadOnlyList<TransactionPart> parts, CancellationToken cancellationToken)
    {
        if (!IsFull)
            return inner.AppendAsync(parts, cancellationToken);
        Interlocked.Increment(ref _refusals);
        throw new JournalException("The disk of the journal is full.", "Free some space.", isTransient: true);
    }

    public ValueTask<TransactionInfo?> LastAsync(string source, CancellationToken cancellationToken) =>
        inner.LastAsync(source, cancellationToken);

    public ValueTask DropUnfinishedAsync(CancellationToken cancellationToken) => inner.DropUnfinishedAsync(cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(JournalOffset from, CancellationToken cancellationToken) =>
        inner.ReadAsync(from, cancellationToken);

    public ValueTask<JournalOffset> FindAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        inner.FindAsync(time, cancellationToken);

    public ValueTask<JournalOffset> FindAsync(string source, SourcePosition position, CancellationToken cancellationToken) =>
        inner.FindAsync(source, position, cancellationToken);

    public ValueTask TrimAsync(JournalOffset before, CancellationToken cancellationToken) => inner.TrimAsync(before, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
