using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Makes one SQL statement of a plan, whose rows the server renders.</summary>
internal static class ReadCompiler
{
    // Where nobody limits the rows, an estimate counts this far before it trusts the planner.
    private const long CountedMax = 1000;

    /// <summary>The statement that reads a plan's source.</summary>
    public static Outcome<ReadStatement> Compile(ReadPlan plan, ReadOptions options) =>
        Compile(
            plan,
            options,
            options.Rendering == RowRendering.Image ? ReadSql.WithoutParameters() : new(),
            new(SqlName.Quote(plan.Source.Name), null));

    /// <summary>The statement that shows rows which come from somewhere else, such as a function or a write.</summary>
    /// <param name="plan">How to show them.</param>
    /// <param name="options">How to render them, and whether to count them.</param>
    /// <param name="sql">The statement, with the parameters that the source uses already.</param>
    /// <param name="source">Where the rows come from.</param>
    public static Outcome<ReadStatement> Compile(ReadPlan plan, ReadOptions options, ReadSql sql, RowSource source)
    {
        var alias = sql.NextAlias();
        var row = new RowName(alias, source.RowType is { } type ? $"{alias}::{SqlName.Quote(type)}" : alias);
        var from = $"{source.From} {alias}";
        var (rows, names) = LevelSql.Write(sql, row, from, null, plan);
        var text = Rendered(options, rows);
        var hasTotal = CountsRows(options, source);
        if (hasTotal)
            text = WithTotal(sql, plan, options, source, text);
        if (options.Rendering == RowRendering.Plan)
            text = $"EXPLAIN ({Explanation(options.Explain)}) {text}";
        var asksPlanner = !source.IsOther && options.Count is CountMethod.Planned or CountMethod.Estimated;
        return sql.Refusal is { } refusal
            ? refusal
            : new ReadStatement(text, sql.Values)
            {
                HasTotal = hasTotal,
                Header = options.Rendering == RowRendering.Csv ? string.Join(',', names.Select(CsvName)) : null,
                Separator = options.Rendering is RowRendering.Csv or RowRendering.Plan ? (byte)'\n' : (byte)',',
                IsOneRow = options.Rendering == RowRendering.Plan,
                Estimate = asksPlanner ? Estimate(plan) : null,
                CountedMax = asksPlanner && hasTotal ? plan.Limit ?? CountedMax : null,
                IsKeyLookup = !source.IsOther && IsKeyLookup(plan),
                RunsCode = options.Rendering is RowRendering.Handler or RowRendering.GeoJson || CodeUse.IsIn(plan),
            };
    }

    private static bool CountsRows(ReadOptions options, RowSource source) =>
        options.Rendering != RowRendering.Plan
        && (options.Count is CountMethod.Exact or CountMethod.Estimated || (options.Count == CountMethod.Planned && source.IsOther));

    // One row at least, so that the total is told even when there is nothing to show.
    private static string WithTotal(ReadSql sql, ReadPlan plan, ReadOptions options, RowSource source, string text)
    {
        var all = CountOf(sql, plan, source);
        if (options.Count == CountMethod.Estimated && !source.IsOther)
            all += $" LIMIT {sql.Parameter(Math.Min(plan.Limit ?? CountedMax, long.MaxValue - 1) + 1)}";
        return $"SELECT c.n, r.j FROM (SELECT count(*) AS n FROM ({all}) a) c LEFT JOIN LATERAL ({text}) r(j) ON TRUE";
    }

    // The statement whose planned rows are the plan's total.
    private static ReadStatement Estimate(ReadPlan plan)
    {
        var sql = new ReadSql();
        var text = CountOf(sql, plan, new(SqlName.Quote(plan.Source.Name), null));
        return new("EXPLAIN (FORMAT JSON) " + text, sql.Values);
    }

    /// <summary>The options of an EXPLAIN.</summary>
    public static string Explanation(ExplainOptions options) =>
        (options.AsJson ? "FORMAT JSON" : "FORMAT TEXT")
        + (options.Analyze ? ", ANALYZE" : "")
        + (options.Verbose ? ", VERBOSE" : "")
        + (options.Settings ? ", SETTINGS" : "")
        + (options.Buffers ? ", BUFFERS" : "")
        + (options is { Wal: true, Analyze: true } ? ", WAL" : "");

    // Rows are s.* everywhere: a bare s would be a column of that name, which clients may choose.
    private static string Rendered(ReadOptions options, string rows) => options.Rendering switch
    {
        RowRendering.StrippedJson => $"SELECT json_strip_nulls(row_to_json(s.*)) FROM ({rows}) s",
        RowRendering.Csv => $"SELECT substring((s.*)::text, 2, length((s.*)::text) - 2) FROM ({rows}) s",
        RowRendering.Image => $"COPY ({rows}) TO STDOUT",
        RowRendering.GeoJson =>
            "SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(ST_AsGeoJSON(s.*)::json), '[]')) "
                + $"FROM ({rows}) s",
        RowRendering.Handler => $"SELECT {Handler(options.Handler!)} FROM ({rows}) s",
        _ => $"SELECT row_to_json(s.*) FROM ({rows}) s",
    };

    private static string Handler(MediaHandler handler) =>
        $"{SqlName.Quote(handler.Aggregate!.Value)}({(handler.Relation is { } type ? $"(s.*)::{SqlName.Quote(type)}" : "s.*")})";

    // All rows of the plan without order, limit and offset.
    private static string CountOf(ReadSql sql, ReadPlan plan, RowSource source)
    {
        var row = sql.NextAlias();
        var name = new RowName(row, source.RowType is { } type ? $"{row}::{SqlName.Quote(type)}" : row);
        if (plan.IsAggregate)
            return LevelSql.Write(sql, name, $"{source.From} {row}", null, plan with { Order = [], Limit = null, Offset = 0 }).Text;
        var where = plan.Filter is { } filter ? $" WHERE {PredicateSql.Write(sql, name, filter)}" : "";
        return $"SELECT 1 FROM {source.From} {row}{where}";
    }

    // The composite text quotes what holds a comma, a quote or a space; names follow the same rule.
    private static string CsvName(string name) =>
        name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    /// <summary>True when the filter names a whole key, so that one row is looked up, and nothing large hangs on it.</summary>
    private static bool IsKeyLookup(ReadPlan plan)
    {
        if (plan.IsAggregate || plan.Source.PrimaryKey.IsEmpty || plan.Filter is null || !plan.Projections.All(IsSmall))
            return false;
        return plan.Source.PrimaryKey.All(ordinal => IsFixed(plan.Filter, plan.Source.Columns[ordinal]));
    }

    private static bool IsSmall(Projection projection) =>
        projection is FieldProjection { Field.Column.Function: null } or KeyProjection
        || projection is EmbedProjection { Relationship: { IsToOne: true, Function: null } } embed && embed.Plan.Projections.All(IsSmall);

    private static bool IsFixed(Predicate filter, Column column) => filter switch
    {
        FieldPredicate { Field.Path.IsEmpty: true } field => ReferenceEquals(field.Field.Column, column)
            && field.Operation is { Operator: ComparisonOperator.Eq, Negated: false, Quantifier: Quantifier.None },
        PredicateGroup { IsOr: false, Negated: false } group => group.Items.Any(item => IsFixed(item, column)),
        _ => false,
    };
}

/// <summary>Where the rows of a statement come from.</summary>
/// <param name="From">A FROM item without its alias: a table, the name of a WITH query, or a function call.</param>
/// <param name="RowType">The relation whose columns they have, when they are not of its type already; null otherwise.</param>
internal readonly record struct RowSource(string From, TableName? RowType)
{
    /// <summary>True when the rows are not simply those of the plan's relation.</summary>
    public bool IsOther { get; init; }
}
