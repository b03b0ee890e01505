using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal;

namespace Rowgate.Live.Snapshots;

/// <summary>Reads the journal batch by batch, and says when retention was faster.</summary>
internal sealed class JournalCursor(IJournal journal, JournalOffset from, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<IReadOnlyList<TransactionPart>> _batches =
        journal.ReadAsync(from, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>The next batch, waiting for it.</summary>
    /// <returns>Null when the journal no longer holds it.</returns>
    public async ValueTask<IReadOnlyList<TransactionPart>?> NextAsync()
    {
        try
        {
            return await _batches.MoveNextAsync() ? _batches.Current : null;
        }
        catch (OffsetExpiredException)
        {
            return null;
        }
    }

    /// <summary>Ends to read.</summary>
    public ValueTask DisposeAsync() => _batches.DisposeAsync();
}
