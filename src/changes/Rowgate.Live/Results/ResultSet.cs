using System.Collections.Immutable;
using Rowgate.Core.Positions;

namespace Rowgate.Live.Results;

/// <summary>The rows of an evaluated query, in order, as of one place in the journal. Immutable.</summary>
/// <param name="rows">The rows.</param>
/// <param name="byIdentity">The place of each row.</param>
/// <param name="offset">The place in the journal that they show.</param>
/// <param name="bytes">How many bytes it takes in memory, roughly.</param>
internal sealed class ResultSet(
    ImmutableArray<ResultRow> rows, Dictionary<RowIdentity, int> byIdentity, JournalOffset offset, long bytes)
{
    /// <summary>The rows.</summary>
    public ImmutableArray<ResultRow> Rows => rows;

    /// <summary>How many bytes it takes in memory, roughly.</summary>
    public long Bytes => bytes;

    /// <summary>The place in the journal that they show.</summary>
    public JournalOffset Offset => offset;

    /// <summary>The place of a row; -1 when it is not there.</summary>
    public int Find(RowIdentity identity) => byIdentity.GetValueOrDefault(identity, -1);
}
