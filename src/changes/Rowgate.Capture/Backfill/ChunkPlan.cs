using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.Capture.Backfill;

/// <summary>Writes the reads of a table's rows in the order of its key.</summary>
internal static class ChunkPlan
{
    /// <summary>The read of the next rows.</summary>
    /// <param name="relation">A table with a primary key.</param>
    /// <param name="last">The key of the last row that was read; none before the first.</param>
    /// <param name="rowsMax">How many rows to read at most.</param>
    public static ReadPlan Of(Relation relation, RowImage last, int rowsMax) =>
        new()
        {
            Source = relation,
            Projections = [.. relation.Columns.Select(column => new FieldProjection(column.Name, Field(column), Cast: null))],
            Filter = last.IsNone ? null : Behind(relation, last),
            Order = [.. relation.PrimaryKey.Select(ordinal =>
                new SortKey(Field(relation.Columns[ordinal]), Embed: null, Descending: false, NullsOrder.Default))],
            Limit = rowsMax,
        };

    // (a > x) or (a = x and b > y) …, with a >= x in front of it, which an index can begin at.
    private static Predicate Behind(Relation relation, RowImage last)
    {
        var values = new ColumnOffsets();
        values.Read(last);
        var key = relation.PrimaryKey;
        if (key.Length == 1)
            return Compare(relation, key[0], values[0], ComparisonOperator.Gt);
        var ways = ImmutableArray.CreateBuilder<Predicate>();
        for (var i = 0; i < key.Length; i++)
        {
            var way = ImmutableArray.CreateBuilder<Predicate>();
            for (var j = 0; j < i; j++)
                way.Add(Compare(relation, key[j], values[j], ComparisonOperator.Eq));
            way.Add(Compare(relation, key[i], values[i], ComparisonOperator.Gt));
            ways.Add(new PredicateGroup(IsOr: false, Negated: false, way.ToImmutable()));
        }

        return new PredicateGroup(IsOr: false, Negated: false, [
            Compare(relation, key[0], values[0], ComparisonOperator.Gte),
            new PredicateGroup(IsOr: true, Negated: false, ways.ToImmutable()),
        ]);
    }

    private static FieldPredicate Compare(Relation relation, int ordinal, ReadOnlySpan<byte> literal, ComparisonOperator comparison) =>
        new(Field(relation.Columns[ordinal]), new Operation(comparison, [LiteralReader.Text(literal)]));

    // As the log has it, not as clients see it.
    private static BoundField Field(Column column) => new(column with { Representation = null }, []);
}
