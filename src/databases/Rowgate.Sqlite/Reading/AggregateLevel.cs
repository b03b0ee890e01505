using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Sqlite.Rules;

namespace Rowgate.Sqlite.Reading;

/// <summary>A level that aggregates: everything that is no aggregate is grouped by.</summary>
/// <remarks>To-one embeds are joined into the same statement, because their values are grouped by too, and because the
/// aggregates inside a to-one spread belong to this level.</remarks>
internal sealed class AggregateLevel
{
    private readonly SqlText _sql;
    private readonly List<string> _groups = [];

    public AggregateLevel(SqlText sql, string alias, ReadPlan plan)
    {
        _sql = sql;
        Members = [.. Level(alias, plan)];
    }

    /// <summary>The members of each group's object.</summary>
    public Member[] Members { get; }

    /// <summary>The result columns.</summary>
    public ColumnList Columns { get; } = new();

    /// <summary>The joins behind the first table of FROM.</summary>
    public string Joined { get; private set; } = "";

    /// <summary>GROUP BY, or nothing when everything is one group.</summary>
    public string GroupBy => _groups.Count == 0 ? "" : $" GROUP BY {string.Join(", ", _groups)}";

    private IEnumerable<Member> Level(string alias, ReadPlan plan) =>
        plan.Projections.SelectMany(projection => projection switch
        {
            FieldProjection field => [Field(alias, field)],
            AggregateProjection aggregate => [Aggregate(alias, aggregate)],
            EmbedProjection embed => Embed(alias, embed),
            _ => Refuse("A key cannot be shown beside aggregates"),
        });

    private ColumnMember Field(string alias, FieldProjection projection)
    {
        var (expression, kind) = Casts.Apply(
            _sql, _sql.Field(alias, projection.Field), FieldKind.Of(projection.Field).Kind, projection.Cast);
        _groups.Add(expression);
        return new(projection.Name, Columns.Add(expression), kind);
    }

    private ColumnMember Aggregate(string alias, AggregateProjection projection)
    {
        var (input, kind) = projection.Field is { } field
            ? Casts.Apply(_sql, _sql.Field(alias, field), FieldKind.Of(field).Kind, projection.InputCast)
            : ("*", ValueKind.Any);
        var name = projection.Function.ToString().ToLowerInvariant();
        if (projection.Function is AggregateFunction.Sum or AggregateFunction.Avg && !IsNumber(kind, projection))
        {
            var type = projection.Field is null ? "" : new FieldKind(kind, false).TypeName;
            _sql.Refuse(new(
                RefusalCode.OperatorNotFound,
                $"function {name}({type}) does not exist",
                Hint: "Only numbers have a sum and an average. A cast before the function may help."));
        }

        var result = projection.Function is AggregateFunction.Min or AggregateFunction.Max ? kind : ValueKind.Any;
        var (output, outputKind) = Casts.Apply(_sql, $"{name}({input})", result, projection.OutputCast);
        return new(projection.Name, Columns.Add(output), outputKind);
    }

    // Behind -> there may be numbers, so nobody can know before.
    private static bool IsNumber(ValueKind kind, AggregateProjection projection) =>
        kind is ValueKind.Integer or ValueKind.Decimal or ValueKind.Float or ValueKind.Any
        || (kind == ValueKind.Json && projection.Field is { Path.IsEmpty: false });

    private IEnumerable<Member> Embed(string alias, EmbedProjection embed)
    {
        if (!embed.HasOutput)
            return [];
        if (!embed.Relationship.IsToOne)
            return Refuse($"SQLite cannot group by the rows of \"{embed.Relationship.Target.Name}\" beside aggregates");
        if (embed is { IsSpread: false, Plan.IsAggregate: true })
            return Refuse("SQLite cannot group by an aggregate of a to-one embed; spread it with three dots");
        var target = _sql.NextAlias();
        var way = embed.Relationship;
        var on = Joins.Equal(target, way.TargetColumns, alias, way.ParentColumns);
        if (embed.Plan.Filter is { } filter)
            on += $" AND {PredicateSql.Write(_sql, target, filter)}";
        Joined += $" LEFT JOIN {Joins.Table(way.Target, target)} ON {on}";
        if (embed.IsSpread)
            return Level(target, embed.Plan).ToList();
        var presence = $"{SqlText.Column(target, way.TargetColumns[0])} IS NOT NULL";
        _groups.Add(presence);
        return [new JoinedMember(embed.Name, Columns.Add(presence), [.. Level(target, embed.Plan)])];
    }

    private IEnumerable<Member> Refuse(string message)
    {
        _sql.Refuse(new(RefusalCode.NotSupported, message));
        return [];
    }
}
