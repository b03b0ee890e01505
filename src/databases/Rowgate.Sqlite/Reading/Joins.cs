using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Reading;

/// <summary>Relationships as SQL.</summary>
internal static class Joins
{
    /// <summary>A table with its alias, for FROM.</summary>
    public static string Table(TableName table, string alias) =>
        $"{SqlName.Quote(table.Schema)}.{SqlName.Quote(table.Name)} AS {alias}";

    /// <summary>FROM for the target, through the junction if there is one.</summary>
    public static string From(SqlText sql, Relationship way, string target, out string near)
    {
        near = target;
        if (way.Junction is not { } junction)
            return Table(way.Target, target);
        near = sql.NextAlias();
        var on = Equal(near, junction.TargetColumns, target, way.TargetColumns);
        return $"{Table(junction.Table, near)} JOIN {Table(way.Target, target)} ON {on}";
    }

    /// <summary>The columns that equal the parent's: those of the junction, or else of the target.</summary>
    public static IReadOnlyList<string> NearColumns(Relationship way) => way.Junction?.ParentColumns ?? way.TargetColumns;

    /// <summary>Whether there is a row for the parent that passes the embed's filters.</summary>
    public static string Exists(SqlText sql, string parent, EmbedPredicate predicate)
    {
        var (way, plan) = (predicate.Embed.Relationship, predicate.Embed.Plan);
        var target = sql.NextAlias();
        var from = From(sql, way, target, out var near);
        var where = Equal(near, NearColumns(way), parent, way.ParentColumns);
        if (plan.Filter is { } filter)
            where += $" AND {PredicateSql.Write(sql, target, filter)}";
        return $"{(predicate.Exists ? "" : "NOT ")}EXISTS (SELECT 1 FROM {from} WHERE {where}{Page(sql, plan)})";
    }

    /// <summary>The columns of one side equal those of the other.</summary>
    public static string Equal(string left, IEnumerable<string> leftColumns, string right, IEnumerable<string> rightColumns) =>
        string.Join(
            " AND ",
            leftColumns.Zip(rightColumns, (l, r) => $"{SqlText.Column(left, l)} = {SqlText.Column(right, r)}"));

    /// <summary>LIMIT and OFFSET, if any.</summary>
    public static string Page(SqlText sql, ReadPlan plan)
    {
        if (plan.Limit is null && plan.Offset == 0)
            return "";
        var page = $" LIMIT {sql.Parameter(SqlValue.Of(plan.Limit ?? -1))}";
        return plan.Offset == 0 ? page : $"{page} OFFSET {sql.Parameter(SqlValue.Of(plan.Offset))}";
    }
}
