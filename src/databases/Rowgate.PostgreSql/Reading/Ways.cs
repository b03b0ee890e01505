using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Writes how the rows of an embed are found from a row of its parent.</summary>
internal static class Ways
{
    /// <summary>The FROM item that holds the target's rows, and the condition that ties them to the parent's row.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parent">The parent's row.</param>
    /// <param name="way">The relationship.</param>
    /// <param name="target">The name for a row of the target.</param>
    /// <returns>The condition is null when the item needs none, as a function of the parent's row does.</returns>
    public static (string From, string? Condition) Follow(ReadSql sql, RowName parent, Relationship way, string target)
    {
        if (way.Function is { } function)
            return ($"{SqlName.Quote(function)}({parent.Whole}) {target}", null);
        var table = $"{SqlName.Quote(way.Target)} {target}";
        if (way.Junction is not { } junction)
            return (table, Equal(target, way.TargetColumns, parent.Alias, way.ParentColumns));
        var between = sql.NextAlias();
        return (
            $"{SqlName.Quote(junction.Table)} {between} JOIN {table} ON {Equal(target, way.TargetColumns, between, junction.TargetColumns)}",
            Equal(between, junction.ParentColumns, parent.Alias, way.ParentColumns));
    }

    /// <summary>The condition of an embed's rows: the way to them, and the embed's own filter.</summary>
    public static string Condition(ReadSql sql, RowName target, string? way, Predicate? filter) => (way, filter) switch
    {
        (null, null) => "TRUE",
        (null, { } only) => PredicateSql.Write(sql, target, only),
        ({ } only, null) => only,
        ({ } first, { } second) => $"{first} AND {PredicateSql.Write(sql, target, second)}",
    };

    /// <summary>A SELECT that has a row when the embed has one for the parent's row.</summary>
    public static string Exists(ReadSql sql, RowName parent, EmbedProjection embed)
    {
        var target = sql.NextAlias();
        var (from, way) = Follow(sql, parent, embed.Relationship, target);
        var offset = embed.Plan.Offset > 0 ? $" OFFSET {sql.Parameter(embed.Plan.Offset)}" : "";
        var none = embed.Plan.Limit == 0 ? " LIMIT 0" : "";
        return $"SELECT 1 FROM {from} WHERE {Condition(sql, RowName.Of(target), way, embed.Plan.Filter)}{none}{offset}";
    }

    private static string Equal(string left, ImmutableArray<string> leftColumns, string right, ImmutableArray<string> rightColumns) =>
        string.Join(
            " AND ",
            leftColumns.Select((column, index) => $"{left}.{SqlName.Quote(column)} = {right}.{SqlName.Quote(rightColumns[index])}"));
}
