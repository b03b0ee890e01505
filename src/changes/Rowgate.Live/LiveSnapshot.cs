using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.Live;

/// <summary>The rows of a query, and the place in the journal that they show.</summary>
public sealed class LiveSnapshot : IAsyncDisposable
{
    internal LiveSnapshot(RowStream rows, JournalOffset offset) => (Rows, Offset) = (rows, offset);

    /// <summary>The rows, to be read once. Disposed with the snapshot.</summary>
    public RowStream Rows { get; }

    /// <summary>The place behind all that the rows show: following the query from here misses nothing.</summary>
    public JournalOffset Offset { get; }

    /// <summary>Ends the read.</summary>
    public ValueTask DisposeAsync() => Rows.DisposeAsync();
}
