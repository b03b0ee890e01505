// Hot path: bench/Fanout
using Rowgate.Core.Changes;
using Rowgate.Core.Query.Evaluation;

namespace Rowgate.Live.Rows;

/// <summary>The queries on one shape of one table that are followed row by row.</summary>
/// <param name="shape">The table, as the queries were bound to it.</param>
/// <param name="rules">What makes values equal.</param>
internal sealed class RowIndex(TableShape shape, ValueRules rules)
{
    private readonly List<EqualityIndex> _byColumns = [];
    private readonly List<RowQuery> _others = [];
    private readonly Dictionary<string, SharedView> _views = new(StringComparer.Ordinal);

    /// <summary>The table, as the queries were bound to it.</summary>
    public TableShape Shape => shape;

    /// <summary>True when no query is left.</summary>
    public bool IsEmpty => _others.Count == 0 && _byColumns.Count == 0;

    /// <summary>Adds a query.</summary>
    public void Add(RowQuery query)
    {
        if (!_views.TryGetValue(query.View.Name, out var shared))
            _views[query.View.Name] = shared = new(query.View);
        shared.Queries++;
        query.View = shared.View;
        if (query.Equality is { } equality)
            IndexOf(equality).Add(query, equality);
        else
            _others.Add(query);
    }

    /// <summary>Removes a query.</summary>
    public void Remove(RowQuery query)
    {
        if (--_views[query.View.Name].Queries == 0)
            _views.Remove(query.View.Name);
        if (query.Equality is not { } equality)
        {
            _others.Remove(query);
            return;
        }

        var index = IndexOf(equality);
        index.Remove(query, equality);
        if (index.IsEmpty)
            _byColumns.Remove(index);
    }

    /// <summary>Hands a change of this shape to every query that it matches.</summary>
    public void Match(RowChange change, RowMatcher matcher)
    {
        foreach (var index in _byColumns)
            index.Match(change, matcher);
        matcher.Match(_others, change);
    }

    /// <summary>Makes every query start over.</summary>
    public void Restart()
    {
        foreach (var index in _byColumns)
            index.Restart();
        foreach (var query in _others)
            query.Restart();
    }

    private EqualityIndex IndexOf(EqualityTerm equality)
    {
        var index = _byColumns.Find(known => known.Columns.SequenceEqual(equality.Columns));
        if (index is null)
            _byColumns.Add(index = new(equality.Columns, rules));
        return index;
    }

    private sealed class SharedView(RowView view)
    {
        public RowView View => view;

        public int Queries { get; set; }
    }
}
