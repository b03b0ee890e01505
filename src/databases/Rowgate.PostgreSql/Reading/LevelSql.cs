using System.Globalization;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Writes one level of a plan: a SELECT whose columns are the members of the result objects.</summary>
/// <remarks>A to-one embed is a lateral join, which the planner flattens; a to-many embed is a subquery of the select list,
/// so that it runs only for the rows that a limit leaves. To-one spreads join into the level itself.</remarks>
internal sealed class LevelSql
{
    private readonly ReadSql _sql;
    private readonly bool _isGrouped;
    private readonly List<(string Name, string Expression)> _items = [];
    private readonly StringBuilder _joins = new();
    private readonly StringBuilder _groups = new();

    private LevelSql(ReadSql sql, RowName row, ReadPlan plan)
    {
        _sql = sql;
        _isGrouped = plan.IsAggregate;
        AddAll(row, plan);
    }

    /// <summary>The SELECT of a level.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="row">The name of the level's rows.</param>
    /// <param name="from">The FROM item with these rows.</param>
    /// <param name="condition">A condition besides the plan's filter; null for none.</param>
    /// <param name="plan">The level.</param>
    /// <param name="byPlace">True to call the columns c0, c1, … instead of by their names.</param>
    /// <returns>The SELECT, and the names of its columns.</returns>
    public static (string Text, IReadOnlyList<string> Names) Write(
        ReadSql sql, RowName row, string from, string? condition, ReadPlan plan, bool byPlace = false)
    {
        var level = new LevelSql(sql, row, plan);
        var order = level.Order(row, plan);
        var text = new StringBuilder("SELECT ");
        for (var place = 0; place < level._items.Count; place++)
        {
            var (name, expression) = level._items[place];
            text.Append(place == 0 ? "" : ", ").Append(expression).Append(" AS ")
                .Append(byPlace ? PlaceName(place) : SqlName.Quote(name));
        }

        text.Append(" FROM ").Append(from).Append(level._joins);
        if (condition is not null || plan.Filter is not null)
            text.Append(" WHERE ").Append(Ways.Condition(sql, row, condition, plan.Filter));
        if (level._groups.Length > 0)
            text.Append(" GROUP BY ").Append(level._groups);
        text.Append(order);
        if (plan.Limit is { } limit)
            text.Append(" LIMIT ").Append(sql.Parameter(limit));
        if (plan.Offset > 0)
            text.Append(" OFFSET ").Append(sql.Parameter(plan.Offset));
        return (text.ToString(), [.. level._items.Select(item => item.Name)]);
    }

    private static string PlaceName(int place) => "c" + place.ToString(CultureInfo.InvariantCulture);

    private void AddAll(RowName row, ReadPlan plan)
    {
        foreach (var projection in plan.Projections)
        {
            switch (projection)
            {
                case FieldProjection field:
                    AddPlain(field.Name, Shown(row, field), field.Field);
                    break;
                case AggregateProjection aggregate:
                    _items.Add((aggregate.Name, Aggregate(row, aggregate)));
                    break;
                case KeyProjection:
                    AddPlain(projection.Name, Key(row, plan.Source));
                    break;
                case EmbedProjection embed:
                    if (embed.HasOutput)
                        AddEmbed(row, embed);
                    break;
                default:
                    throw new ArgumentException($"An unknown kind of projection: {projection}", nameof(plan));
            }
        }
    }

    private void AddPlain(string name, string expression, BoundField? field = null)
    {
        // json has no equality to group by.
        if (_isGrouped && (field is null || IsJson(field)))
            expression = $"({expression})::jsonb";
        _items.Add((name, expression));
        if (_isGrouped)
            Group(_items.Count.ToString(CultureInfo.InvariantCulture));
    }

    private void Group(string what) => _groups.Append(_groups.Length == 0 ? "" : ", ").Append(what);

    private static bool IsJson(BoundField field) =>
        field.Path.IsEmpty ? field.Column.Type.Name == "json" : !field.Path[^1].AsText && field.Column.Type.Name == "json";

    private string Shown(RowName row, FieldProjection projection)
    {
        var expression = _sql.Field(row, projection.Field);
        if (projection.Cast is not null)
            return _sql.Cast(expression, projection.Cast);
        return projection.Field is { Path.IsEmpty: true, Column.Representation.ToJson: { } function }
            ? $"{SqlName.Quote(function)}({expression})"
            : expression;
    }

    private string Aggregate(RowName row, AggregateProjection aggregate)
    {
        var input = aggregate.Field is { } field ? _sql.Cast(_sql.Field(row, field), aggregate.InputCast) : "*";
        var function = aggregate.Function switch
        {
            AggregateFunction.Count => "count",
            AggregateFunction.Sum => "sum",
            AggregateFunction.Avg => "avg",
            AggregateFunction.Min => "min",
            AggregateFunction.Max => "max",
            _ => throw new ArgumentOutOfRangeException(nameof(aggregate)),
        };
        return _sql.Cast($"{function}({input})", aggregate.OutputCast);
    }

    private static string Key(RowName row, Relation source) =>
        $"json_build_array({string.Join(", ", source.PrimaryKey.Select(ordinal => ReadSql.Column(row, source.Columns[ordinal])))})";

    private void AddEmbed(RowName row, EmbedProjection embed)
    {
        var target = RowName.Of(_sql.NextAlias());
        var (from, way) = Ways.Follow(_sql, row, embed.Relationship, target.Alias);
        switch (embed.IsSpread, embed.Relationship.IsToOne)
        {
            case (true, true):
                var never = embed.Plan.Limit == 0 || embed.Plan.Offset > 0 ? " AND FALSE" : "";
                _joins.Append(" LEFT JOIN ").Append(embed.Relationship.Function is null ? "" : "LATERAL ").Append(from)
                    .Append(" ON ").Append(Ways.Condition(_sql, target, way, embed.Plan.Filter)).Append(never);
                AddAll(target, embed.Plan);
                break;
            case (true, false):
                AddSpreadArrays(embed, target, from, way);
                break;
            case (false, true):
                AddObject(embed, target, from, way);
                break;
            default:
                var (rows, _) = Write(_sql, target, from, way, embed.Plan);
                AddPlain(embed.Name, $"(SELECT coalesce(json_agg(s.*), '[]') FROM ({rows}) s)");
                break;
        }
    }

    private void AddObject(EmbedProjection embed, RowName target, string from, string? way)
    {
        var (rows, _) = Write(_sql, target, from, way, embed.Plan);
        var joined = _sql.NextAlias();
        _joins.Append(" LEFT JOIN LATERAL (SELECT row_to_json(s.*) AS j FROM (").Append(rows).Append(") s) ").Append(joined).Append(" ON TRUE");
        AddPlain(embed.Name, $"{joined}.j");
    }

    // Every column becomes an array of its own, all in the order of the embed's rows.
    private void AddSpreadArrays(EmbedProjection embed, RowName target, string from, string? way)
    {
        var (rows, names) = Write(_sql, target, from, way, embed.Plan, byPlace: true);
        var joined = _sql.NextAlias();
        var arrays = string.Join(
            ", ", names.Select((_, place) => $"coalesce(json_agg(s.{PlaceName(place)}), '[]') AS {PlaceName(place)}"));
        _joins.Append(" CROSS JOIN LATERAL (SELECT ").Append(arrays).Append(" FROM (").Append(rows).Append(") s) ").Append(joined);
        for (var place = 0; place < names.Count; place++)
            AddPlain(names[place], $"{joined}.{PlaceName(place)}");
    }

    private string Order(RowName row, ReadPlan plan)
    {
        if (plan.Order.IsEmpty)
            return "";
        var text = new StringBuilder(" ORDER BY ");
        foreach (var key in plan.Order)
        {
            if (text.Length > " ORDER BY ".Length)
                text.Append(", ");
            text.Append(key.Embed is { } embed ? Related(row, embed, key.Field) : _sql.Field(row, key.Field))
                .Append(key.Descending ? " DESC" : "")
                .Append(key.Nulls switch
                {
                    NullsOrder.First => " NULLS FIRST",
                    NullsOrder.Last => " NULLS LAST",
                    _ => "",
                });
        }

        return text.ToString();
    }

    // A join of its own: the embed's object does not have to show the field.
    private string Related(RowName row, EmbedProjection embed, BoundField field)
    {
        var target = RowName.Of(_sql.NextAlias());
        var (from, way) = Ways.Follow(_sql, row, embed.Relationship, target.Alias);
        var joined = _sql.NextAlias();
        var one = embed.Relationship.Function is null ? "" : " LIMIT 1";
        _joins.Append(" LEFT JOIN LATERAL (SELECT ").Append(_sql.Field(target, field)).Append(" AS k FROM ").Append(from)
            .Append(" WHERE ").Append(Ways.Condition(_sql, target, way, embed.Plan.Filter)).Append(one)
            .Append(") ").Append(joined).Append(" ON TRUE");
        if (_isGrouped)
            Group($"{joined}.k");
        return $"{joined}.k";
    }
}
