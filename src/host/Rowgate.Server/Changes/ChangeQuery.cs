using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.Server.Changes;

/// <summary>Chooses changes by a query on one table, such as <c>orders?status=eq.open</c>.</summary>
/// <remarks>
/// A change matches when the row matched before it or matches after it. The query is held against the shape that the table
/// had when the change was made, so it also works on changes from before a schema change, and without the source.
/// Not safe for several threads.
/// </remarks>
public sealed class ChangeQuery
{
    private readonly RelationQuery _query;
    private readonly ValueRules _rules;
    private readonly Dictionary<long, Outcome<RowPredicate>> _byShape = [];
    private readonly ColumnOffsets _values = new();
    private readonly Action<Refusal> _onRefused;

    private ChangeQuery(RelationQuery query, ValueRules rules, Action<Refusal> onRefused)
    {
        _query = query;
        _rules = rules;
        _onRefused = onRefused;
    }

    /// <summary>Reads the query.</summary>
    /// <param name="text">Relation and filters; nothing else, since a change is shown as a whole.</param>
    /// <param name="rules">How the source compares values.</param>
    /// <param name="onRefused">Hears, once for each shape, why changes of it cannot match: a column that it does not have.</param>
    public static Outcome<ChangeQuery> Parse(string text, ValueRules rules, Action<Refusal> onRefused)
    {
        var parsed = QueryParser.ParseRelation(text);
        if (!parsed.Accepted)
            return parsed.Refusal;
        var query = parsed.Value.Query;
        var isPlain = query.Select is [SelectAll] && query.Order.IsEmpty && query.Limit is null && query.Offset == 0;
        return isPlain
            ? new ChangeQuery(parsed.Value, rules, onRefused)
            : new Refusal(
                RefusalCode.NotSupported,
                "Changes can only be filtered",
                Hint: "Leave select, order, limit and offset out, as in orders?status=eq.open");
    }

    /// <summary>True when the change is one of the table's, and of a row that matched before or matches now.</summary>
    public bool Matches(JournalChange change)
    {
        if (change.Table is not { } table || (table.Name != _query.Relation && table.ToString() != _query.Relation))
            return false;
        if (change.Shape is not { } shape || (change.Before.IsNone && change.After.IsNone))
            return true;
        var filter = FilterFor(shape);
        return filter.Accepted && (Matches(filter.Value, change.Before) || Matches(filter.Value, change.After));
    }

    private bool Matches(RowPredicate filter, RowImage image)
    {
        if (image.IsNone)
            return false;
        _values.Read(image);
        return filter.Matches(_values);
    }

    private Outcome<RowPredicate> FilterFor(TableShape shape)
    {
        if (_byShape.TryGetValue(shape.Id, out var known))
            return known;
        var filter = Bind(shape);
        _byShape.Add(shape.Id, filter);
        if (filter.Refusal is { } refusal)
            _onRefused(refusal);
        return filter;
    }

    private Outcome<RowPredicate> Bind(TableShape shape)
    {
        var columns = shape.Columns.Select((column, ordinal) =>
            new Column { Name = column.Name, Ordinal = ordinal, Type = new(column.Type, column.Kind) });
        var relation = new Relation(shape.Table, RelationKind.Table, columns.ToImmutableArray()) { PrimaryKey = shape.Key };
        var bound = QueryBinder.BindFilter(relation, _query.Query.Where);
        if (!bound.Accepted)
            return bound.Refusal;
        if (FilterCheck.Find(bound.Value, _rules) is { } refusal)
            return refusal;
        return RowPredicate.Compile(bound.Value, _rules) is { } predicate
            ? predicate
            : new Refusal(RefusalCode.NotSupported, "Only the database itself can evaluate this filter");
    }
}
