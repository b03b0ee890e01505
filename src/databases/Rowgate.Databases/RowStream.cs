using Rowgate.Core.Errors;
using Rowgate.Core.Positions;

namespace Rowgate.Databases;

/// <summary>The rows of a running read, in batches, all of one snapshot.</summary>
public abstract class RowStream : IAsyncDisposable
{
    /// <summary>How many rows match without limit and offset; null when not asked for.</summary>
    public long? Total { get; protected init; }

    /// <summary>Which transactions the rows show; null when not asked for, or when the source is not captured.</summary>
    public SnapshotMark? Mark { get; init; }

    /// <summary>What SQL wants of the response; null for nothing. Known once the first batch was read.</summary>
    public ResponseWishes? Response { get; protected set; }

    /// <summary>Reads on.</summary>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <returns>The next batch, valid until the next call; an empty one at the end; or why the database gave up.</returns>
    public abstract ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken);

    /// <summary>Ends the statement and gives its connection back.</summary>
    public abstract ValueTask DisposeAsync();
}
