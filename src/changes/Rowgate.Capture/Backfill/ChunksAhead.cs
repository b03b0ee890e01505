using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;

namespace Rowgate.Capture.Backfill;

/// <summary>Reads the chunks of a table in order: the next one while the journal gets the last.</summary>
/// <param name="reader">Reads them; belongs to this.</param>
internal sealed class ChunksAhead(ChunkReader reader) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task<Outcome<Chunk>>? _next;
    private Relation? _relation;
    private RowImage _last;

    /// <summary>Reads the next rows.</summary>
    /// <param name="relation">A table with a primary key.</param>
    /// <param name="last">The key of the last row that was taken; none before the first.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The rows; or why they cannot be read.</returns>
    public async ValueTask<Outcome<Chunk>> ReadAsync(Relation relation, RowImage last, CancellationToken cancellationToken)
    {
        if (_next is not null && (_relation != relation || _last != last))
        {
            await ((Task)_next).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            _next = null;
        }

        _next ??= reader.ReadAsync(relation, last, _stop.Token).AsTask();
        var read = await _next.WaitAsync(cancellationToken);
        _next = null;
        if (!read.Accepted || read.Value.IsLast)
            return read;
        (_relation, _last) = (relation, read.Value.LastKey);
        _next = Task.Run(() => reader.ReadAsync(relation, read.Value.LastKey, _stop.Token).AsTask(), CancellationToken.None);
        return read;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_next is not null)
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reader.DisposeAsync();
        _stop.Dispose();
    }
}
