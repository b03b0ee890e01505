using System.Runtime.CompilerServices;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal;

namespace Rowgate.Bench;

/// <summary>A journal in memory that gives its readers prepared batches at once, so that a bench measures them alone.</summary>
internal sealed class PreparedJournal : IJournal
{
    private readonly List<IReadOnlyList<TransactionPart>> _batches = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public JournalOffset Start => JournalOffset.Start;

    /// <inheritdoc/>
    public JournalOffset End { get; private set; }

    /// <inheritdoc/>
    public JournalEpochs Epochs { get; } = new([("bench", JournalOffset.Start)]);

    /// <inheritdoc/>
    public long SizeBytes => 0;

    /// <summary>Shows all batches to the readers, at once.</summary>
    public void Release(IReadOnlyList<IReadOnlyList<TransactionPart>> batches)
    {
        lock (_batches)
        {
            _batches.AddRange(batches);
            End = batches[^1][^1].End;
            _grown.SetResult();
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        JournalOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = 0; ; at++)
        {
            while (true)
            {
                Task grown;
                lock (_batches)
                {
                    if (at < _batches.Count)
                        break;
                    grown = _grown.Task;
                }

                await grown.WaitAsync(cancellationToken);
            }

            if (_batches[at][^1].End > from)
                yield return _batches[at];
        }
    }

    /// <inheritdoc/>
    public ValueTask<TransactionInfo?> LastAsync(string source, CancellationToken cancellationToken) => new((TransactionInfo?)null);

    /// <inheritdoc/>
    public ValueTask<JournalOffset> FindAsync(string source, SourcePosition position, CancellationToken cancellationToken) =>
        new(JournalOffset.Start);

    /// <inheritdoc/>
    public ValueTask<JournalOffset> FindAsync(DateTimeOffset time, CancellationToken cancellationToken) => new(End);

    /// <inheritdoc/>
    public ValueTask<JournalOffset> AppendAsync(IReadOnlyList<TransactionPart> parts, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The batches are prepared.");

    /// <inheritdoc/>
    public ValueTask DropUnfinishedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask TrimAsync(JournalOffset before, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
