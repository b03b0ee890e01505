using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Reading;

/// <summary>Makes a tree of statements of a plan: one for the rows, and one for each embed.</summary>
/// <remarks>
/// An embed is a statement of its own, run for each row of its parent with the parent's keys. Inside one process that
/// costs no more than a join, needs no JSON functions of SQL, and gives order, limit and nesting their plain meaning.
/// </remarks>
internal sealed class ReadCompiler
{
    private readonly RowBudget _budget = new();
    private Refusal? _refusal;

    private ReadCompiler()
    {
    }

    /// <summary>The tree for a plan.</summary>
    public static Outcome<ReadNode> Compile(ReadPlan plan) => Compile(plan, []);

    /// <summary>The tree for one row at a time, found by the values of these columns; nothing when the plan's filter leaves it out.</summary>
    public static Outcome<ReadNode> CompileByRow(ReadPlan plan, IReadOnlyList<string> locator) =>
        Compile(plan with { Order = [], Limit = null, Offset = 0 }, locator);

    /// <summary>The statement that counts a plan's rows without limit and offset.</summary>
    public static Outcome<ReadNode> CompileCount(ReadPlan plan)
    {
        var sql = new SqlText();
        var alias = sql.NextAlias();
        string text;
        if (plan.IsAggregate)
        {
            var groups = new AggregateLevel(sql, alias, plan);
            text = $"SELECT count(*) FROM (SELECT {groups.Columns} FROM {Joins.Table(plan.Source.Name, alias)}{groups.Joined}"
                + $"{Where(sql, alias, plan, [])}{groups.GroupBy})";
        }
        else
        {
            text = $"SELECT count(*) FROM {Joins.Table(plan.Source.Name, alias)}{Where(sql, alias, plan, [])}";
        }

        return sql.Refusal is { } refusal ? refusal : new ReadNode(text, 0, sql.Values, [new ColumnMember("count", 0, ValueKind.Integer)], new());
    }

    private static Outcome<ReadNode> Compile(ReadPlan plan, IReadOnlyList<string> locator)
    {
        var compiler = new ReadCompiler();
        var node = compiler.Root(plan, locator);
        return compiler._refusal is { } refusal ? refusal : node;
    }

    private ReadNode Root(ReadPlan plan, IReadOnlyList<string> locator)
    {
        var sql = new SqlText(locator.Count);
        var alias = sql.NextAlias();
        var keys = locator.Select((column, index) => $"{SqlText.Column(alias, column)} = ?{index + 1}");
        return Level(sql, plan, alias, Joins.Table(plan.Source.Name, alias), [.. keys], locator.Count);
    }

    private ReadNode Below(EmbedProjection embed)
    {
        var way = embed.Relationship;
        var near = Joins.NearColumns(way);
        var sql = new SqlText(near.Count);
        var alias = sql.NextAlias();
        var from = Joins.From(sql, way, alias, out var nearAlias);
        var keys = near.Select((column, index) => $"{SqlText.Column(nearAlias, column)} = ?{index + 1}");
        return Level(sql, embed.Plan, alias, from, [.. keys], near.Count);
    }

    private ReadNode Level(SqlText sql, ReadPlan plan, string alias, string from, string[] keys, int keyCount)
    {
        Member[] members;
        string columns;
        string groupBy;
        if (plan.IsAggregate)
        {
            var level = new AggregateLevel(sql, alias, plan);
            (members, columns, groupBy, from) = (level.Members, level.Columns.ToString(), level.GroupBy, from + level.Joined);
        }
        else
        {
            var list = new ColumnList();
            members = [.. plan.Projections.Select(projection => Member(sql, list, alias, plan, projection)).OfType<Member>()];
            (columns, groupBy) = (list.ToString(), "");
        }

        var text = $"SELECT {columns} FROM {from}{Where(sql, alias, plan, keys)}{groupBy}"
            + $"{OrderSql.Write(sql, alias, plan.Order)}{Joins.Page(sql, plan)}";
        _refusal ??= sql.Refusal;
        return new(text, keyCount, sql.Values, members, _budget);
    }

    private static string Where(SqlText sql, string alias, ReadPlan plan, IEnumerable<string> conditions)
    {
        if (plan.Filter is { } filter)
            conditions = conditions.Append(PredicateSql.Write(sql, alias, filter));
        var text = string.Join(" AND ", conditions);
        return text.Length == 0 ? "" : $" WHERE {text}";
    }

    // Null for an embed without output.
    private Member? Member(SqlText sql, ColumnList columns, string alias, ReadPlan plan, Projection projection) => projection switch
    {
        FieldProjection field => Field(sql, columns, alias, field),
        KeyProjection => Key(columns, alias, plan.Source),
        EmbedProjection { HasOutput: false } => null,
        EmbedProjection embed => Embed(columns, alias, embed),
        _ => throw new ArgumentException($"An unknown kind of projection: {projection}", nameof(projection)),
    };

    private static KeyMember Key(ColumnList columns, string alias, Relation source)
    {
        var key = source.PrimaryKey.Select(ordinal => source.Columns[ordinal]);
        return new("$key", [.. key.Select(column => (columns.Add(SqlText.Column(alias, column.Name)), column.Type.Kind))]);
    }

    private static Member Field(SqlText sql, ColumnList columns, string alias, FieldProjection projection)
    {
        var field = projection.Field;
        if (field.Path.IsEmpty || projection.Cast is not null)
        {
            var kind = Rules.FieldKind.Of(field).Kind;
            var (expression, castKind) = Casts.Apply(sql, sql.Field(alias, field), kind, projection.Cast);
            return new ColumnMember(projection.Name, columns.Add(expression), castKind);
        }

        return new PathMember(projection.Name, columns.Add(SqlText.Column(alias, field.Column.Name)), new DocumentPath(field.Path));
    }

    private Member Embed(ColumnList columns, string alias, EmbedProjection embed)
    {
        int[] keys = [.. embed.Relationship.ParentColumns.Select(column => columns.Add(SqlText.Column(alias, column)))];
        if (embed is { IsSpread: true, Relationship.IsToOne: false, Plan.IsAggregate: true })
        {
            _refusal ??= new(
                RefusalCode.NotSupported,
                "Aggregates are not implemented for one-to-many or many-to-many spreads",
                Hint: $"Embed \"{embed.Relationship.Target.Name}\" without the three dots.");
        }

        var node = Below(embed);
        return (embed.IsSpread, embed.Relationship.IsToOne) switch
        {
            (true, true) => new SpreadObjectMember(node, keys),
            (true, false) => new SpreadArrayMember(node, keys, _budget),
            (false, true) => new ObjectMember(embed.Name, node, keys),
            _ => new ArrayMember(embed.Name, node, keys, _budget),
        };
    }
}
