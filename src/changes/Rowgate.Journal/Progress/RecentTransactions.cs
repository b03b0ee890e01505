using System.Runtime.InteropServices;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Progress;

/// <summary>The newest transactions of one source, to tell where in the journal a snapshot belongs that goes by transaction
/// id. Not safe for several threads.</summary>
/// <remarks>
/// A commit is in the log a moment before snapshots show it, so a snapshot may lack a transaction that the journal has in
/// front of one that the snapshot shows. Such a snapshot has no place, and another one is taken a moment later. Only
/// transactions that are this near to the end are looked at: one that was in the log for so long without being visible has
/// waited for a synchronous standby while this many others did not.
/// </remarks>
/// <param name="isCut">True when older transactions were left out.</param>
internal sealed class RecentTransactions(bool isCut)
{
    /// <summary>How many are remembered.</summary>
    public const int CountMax = 1 << 16;

    private readonly Queue<ulong> _order = new();
    private readonly Dictionary<ulong, JournalOffset> _starts = [];
    private readonly List<Entry> _tail = [];
    private bool _isCut = isCut;

    /// <summary>Adds the next transaction.</summary>
    /// <param name="id">Its id; zero for one that every later snapshot shows, such as a gap.</param>
    /// <param name="position">Its position.</param>
    /// <param name="start">The place of its first change.</param>
    public void Add(ulong id, SourcePosition position, JournalOffset start)
    {
        if (_tail.Count == 2 * CountMax)
        {
            _tail.RemoveRange(0, CountMax);
            _isCut = true;
        }

        _tail.Add(new(id, position, start));
        if (id == 0)
            return;
        if (_order.Count == CountMax)
            _starts.Remove(_order.Dequeue());
        if (_starts.TryAdd(id, start))
            _order.Enqueue(id);
    }

    /// <summary>Finds the place that a snapshot shows.</summary>
    /// <param name="mark">The snapshot's mark; the newest transaction has passed it.</param>
    /// <param name="end">The place behind all transactions.</param>
    /// <returns>The place up to which it shows everything, and from which on nothing; null when there is none.</returns>
    public JournalOffset? Find(VisibilityMark mark, JournalOffset end)
    {
        var place = end;
        var i = _tail.Count - 1;
        for (; i >= 0 && !IsShown(mark, _tail[i]); i--)
            place = _tail[i].Start;
        if (i < 0 && _isCut)
            return null;
        foreach (var id in mark.Running)
        {
            if (_starts.TryGetValue(id, out var start) && start < place)
                return null;
        }

        return place;
    }

    private static bool IsShown(VisibilityMark mark, Entry entry) =>
        entry.Position <= mark.LogEnd && (entry.Id == 0 || mark.Contains(entry.Id));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(ulong Id, SourcePosition Position, JournalOffset Start);
}
