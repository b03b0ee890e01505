using System.Collections.Immutable;
using Rowgate.Core.Values;
using Rowgate.Live.Events;

namespace Rowgate.Live.Results;

/// <summary>Writes the events that lead from one result to the next. Not safe for several threads.</summary>
internal sealed class ResultEvents
{
    private readonly ResultPlan _plan;
    private readonly KeyWriter _key;
    private readonly ImmutableArray<int> _keyOrdinals;
    private readonly ColumnOffsets _keyValues = new();
    private readonly ChangeWriter _writer = new();

    /// <summary>A writer for the results of a query.</summary>
    public ResultEvents(ResultPlan plan)
    {
        _plan = plan;
        _key = new(plan.Key);
        _keyOrdinals = [.. Enumerable.Range(0, plan.Key.Length)];
    }

    /// <summary>Writes the events. Only the last has an id: they belong together.</summary>
    public List<LiveEvent> Write(ResultSet before, ResultSet after)
    {
        var steps = _plan.IsIndexed
            ? ResultDifference.Ordered(before, after, _plan.IsKeyed)
            : ResultDifference.Unordered(before, after);
        var events = new List<LiveEvent>(steps.Count);
        for (var i = 0; i < steps.Count; i++)
            events.Add(Write(steps[i], after, isLast: i == steps.Count - 1));
        return events;
    }

    private LiveEvent Write(RowStep step, ResultSet after, bool isLast)
    {
        var output = _writer.Begin(step.Operation);
        if (_plan.IsKeyed)
            _keyValues.Read(new(step.Row.Identity.Bytes));
        _key.Write(output, _keyValues, _keyOrdinals);
        _writer.Row(step.Row.Json.Span);
        if (_plan.IsIndexed)
            _writer.Index(step.Index);
        return _writer.End(isLast ? after.Offset : null);
    }
}
