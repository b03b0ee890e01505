using System.Collections.Immutable;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Sqlite.Reading;

/// <summary>Orders as SQL.</summary>
internal static class OrderSql
{
    /// <summary>ORDER BY, or nothing.</summary>
    public static string Write(SqlText sql, string alias, ImmutableArray<SortKey> order) =>
        order.IsEmpty ? "" : $" ORDER BY {string.Join(", ", order.Select(key => Term(sql, alias, key)))}";

    private static string Term(SqlText sql, string alias, SortKey key)
    {
        var expression = key.Embed is { } embed ? Related(sql, alias, key.Field, embed) : sql.Field(alias, key.Field);
        return expression + (key.Descending ? " DESC" : "") + Nulls(key);
    }

    // Unlike SQLite, PostgreSQL counts null as the largest value. Where no null can be, saying so would cost the index.
    private static string Nulls(SortKey key)
    {
        if (key.Embed is null && key.Field is { Path.IsEmpty: true, Column.IsNotNull: true })
            return "";
        var first = key.Nulls == NullsOrder.First || (key.Nulls == NullsOrder.Default && key.Descending);
        return first ? " NULLS FIRST" : " NULLS LAST";
    }

    private static string Related(SqlText sql, string parent, BoundField field, EmbedProjection embed)
    {
        var way = embed.Relationship;
        var target = sql.NextAlias();
        var from = Joins.From(sql, way, target, out var near);
        var where = Joins.Equal(near, Joins.NearColumns(way), parent, way.ParentColumns);
        if (embed.Plan.Filter is { } filter)
            where += $" AND {PredicateSql.Write(sql, target, filter)}";
        return $"(SELECT {sql.Field(target, field)} FROM {from} WHERE {where} LIMIT 1)";
    }
}
