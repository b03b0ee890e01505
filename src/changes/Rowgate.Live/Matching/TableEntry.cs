// Hot path: bench/Fanout
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Live.Following;
using Rowgate.Live.Rows;

namespace Rowgate.Live.Matching;

/// <summary>Everybody who wants to know of the changes of one table.</summary>
/// <param name="rules">What makes values equal.</param>
internal sealed class TableEntry(ValueRules rules)
{
    // More than one only while a change of the shape is on its way through the journal.
    private readonly List<RowIndex> _shapes = [];
    private readonly List<TableListener> _listeners = [];

    /// <summary>True when nobody is left.</summary>
    public bool IsEmpty => _shapes.Count == 0 && _listeners.Count == 0;

    /// <summary>Adds a query that is followed row by row.</summary>
    public void Add(RowQuery query)
    {
        var index = _shapes.Find(shape => shape.Shape.Id == query.Shape.Id);
        if (index is null)
            _shapes.Add(index = new(query.Shape, rules));
        index.Add(query);
    }

    /// <summary>Removes a query that is followed row by row.</summary>
    public void Remove(RowQuery query)
    {
        var index = _shapes.Find(shape => shape.Shape.Id == query.Shape.Id)!;
        index.Remove(query);
        if (index.IsEmpty)
            _shapes.Remove(index);
    }

    /// <summary>Adds somebody who wants to know only that there was a change.</summary>
    public void Add(TableListener listener) => _listeners.Add(listener);

    /// <summary>Removes such a one.</summary>
    public void Remove(TableListener listener) => _listeners.Remove(listener);

    /// <summary>Hands out a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="row">What to read it with.</param>
    /// <param name="offset">Its place in the journal.</param>
    /// <param name="end">The place behind the part of its transaction.</param>
    /// <param name="matcher">What to match it with.</param>
    /// <returns>False when somebody is bound to another shape of the table than the change has.</returns>
    public bool Apply(TableChange change, RowChange row, JournalOffset offset, JournalOffset end, RowMatcher matcher)
    {
        foreach (var listener in _listeners)
            listener.Touch(end);
        if (_shapes.Count == 0)
            return true;
        var isRow = row.TryRead(change, offset);
        var isKnown = true;
        foreach (var index in _shapes)
        {
            isKnown &= index.Shape.Id == change.Shape.Id;
            if (isRow && index.Shape.Id == change.Shape.Id)
                index.Match(row, matcher);
            else
                index.Restart();
        }

        return isKnown;
    }

    /// <summary>Makes everybody start over.</summary>
    public void Restart()
    {
        foreach (var index in _shapes)
            index.Restart();
        foreach (var listener in _listeners)
            listener.Restart();
    }
}
