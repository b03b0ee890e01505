// Hot path: bench/Journal
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal.Batches;

namespace Rowgate.Journal.Embedded;

/// <summary>The newest parts, kept in memory so that readers near the end need not decode them. Safe for several threads.</summary>
/// <param name="bytesMax">How many stored bytes of parts may be kept; the oldest go first.</param>
internal sealed class RecentParts(int bytesMax)
{
    private const int TakeMax = 256;
    private const int TakeBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<(TransactionPart Part, int Bytes)> _parts = [];
    private int _dropped;
    private long _bytes;

    /// <summary>Adds parts that follow the last one.</summary>
    public void Add(IReadOnlyList<(TransactionPart Part, int Bytes)> parts)
    {
        lock (_lock)
        {
            _parts.AddRange(parts);
            foreach (var (_, bytes) in parts)
                _bytes += bytes;
            while (_bytes > bytesMax)
            {
                _bytes -= _parts[_dropped].Bytes;
                _parts[_dropped++] = default;
            }

            // Moved down only when half is empty, so that each part is moved about once.
            if (_dropped <= _parts.Count / 2)
                return;
            _parts.RemoveRange(0, _dropped);
            _dropped = 0;
        }
    }

    /// <summary>Forgets everything at or behind this offset.</summary>
    public void CutAt(JournalOffset end)
    {
        lock (_lock)
        {
            while (_parts.Count > _dropped && _parts[^1].Part.End > end)
            {
                _bytes -= _parts[^1].Bytes;
                _parts.RemoveAt(_parts.Count - 1);
            }
        }
    }

    /// <summary>Up to a mebibyte of parts from this offset on.</summary>
    /// <param name="from">The first offset wanted.</param>
    /// <param name="end">No offset at or behind this is shown.</param>
    /// <returns>Null when the offset is older than what is kept.</returns>
    public List<TransactionPart>? Take(JournalOffset from, JournalOffset end)
    {
        lock (_lock)
        {
            if (_dropped == _parts.Count || from < _parts[_dropped].Part.Offset)
                return null;
            var taken = new List<TransactionPart>();
            var bytes = 0;
            for (var at = IndexOf(from); at < _parts.Count && taken.Count < TakeMax && bytes < TakeBytes; at++)
            {
                if (_parts[at].Part.Offset >= end)
                    break;
                taken.Add(_parts[at].Part);
                bytes += _parts[at].Bytes;
            }

            if (taken.Count == 0)
                return null;
            taken[0] = PartSlice.From(taken[0], from);
            return taken;
        }
    }

    // The part that holds this offset, which is not before the first.
    private int IndexOf(JournalOffset from)
    {
        var (low, high) = (_dropped, _parts.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_parts[middle].Part.Offset <= from)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
