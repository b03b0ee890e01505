using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Sqlite.Connections;
using Rowgate.Sqlite.Rules;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Reading;

/// <summary>Filters as SQL.</summary>
internal static class PredicateSql
{
    /// <summary>The filter as an expression that can stand beside AND.</summary>
    public static string Write(SqlText sql, string alias, Predicate predicate) => predicate switch
    {
        FieldPredicate field => Field(sql, alias, field),
        PredicateGroup group => Group(sql, alias, group),
        EmbedPredicate embed => Joins.Exists(sql, alias, embed),
        _ => throw new ArgumentException($"An unknown kind of predicate: {predicate}", nameof(predicate)),
    };

    private static string Group(SqlText sql, string alias, PredicateGroup group)
    {
        var items = group.Items.Select(item => Write(sql, alias, item));
        return (group.Negated ? "NOT " : "") + Join(group.IsOr, items);
    }

    private static string Join(bool isOr, IEnumerable<string> items)
    {
        var text = string.Join(isOr ? " OR " : " AND ", items);
        return text.Length == 0 ? (isOr ? "0" : "1") : $"({text})";
    }

    private static string Field(SqlText sql, string alias, FieldPredicate predicate)
    {
        var operation = predicate.Operation;
        var operands = Operands.Read(predicate.Field, operation);
        if (!operands.Accepted)
            return sql.Refuse(operands.Refusal);
        var test = operands.Value.IsEmpty && operation.Operator != ComparisonOperator.Is
            ? (operation.Quantifier == Quantifier.All ? "1" : "0")
            : Test(sql, sql.Field(alias, predicate.Field), FieldKind.Of(predicate.Field), operation, operands.Value);
        return operation.Negated ? $"NOT ({test})" : test;
    }

    private static string Test(
        SqlText sql, string field, FieldKind kind, Operation operation, ImmutableArray<SqlValue> operands) => operation switch
        {
            { Operator: ComparisonOperator.Is } => Is(field, operation.Is),
            { Operator: ComparisonOperator.In } => In(sql, field, operands),
            { Quantifier: Quantifier.None } => One(sql, field, kind, operation.Operator, operands[0]),
            _ => Join(
                operation.Quantifier == Quantifier.Any,
                operands.Select(operand => One(sql, field, kind, operation.Operator, operand))),
        };

    private static string Is(string field, IsValue value) => value switch
    {
        IsValue.NotNull => $"{field} IS NOT NULL",
        IsValue.True => $"{field} IS 1",
        IsValue.False => $"{field} IS 0",
        _ => $"{field} IS NULL",
    };

    // Filled up to a power of two with the last value, so that lists of many lengths share few statements.
    private static string In(SqlText sql, string field, ImmutableArray<SqlValue> values)
    {
        var count = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)values.Length);
        var parameters = Enumerable.Range(0, count).Select(index => sql.Parameter(values[Math.Min(index, values.Length - 1)]));
        return $"{field} IN ({string.Join(", ", parameters)})";
    }

    private static string One(SqlText sql, string field, FieldKind kind, ComparisonOperator comparison, SqlValue operand)
    {
        switch (comparison)
        {
            case ComparisonOperator.IsDistinct:
                return $"{field} IS NOT {sql.Parameter(operand)}";
            case ComparisonOperator.Like or ComparisonOperator.ILike or ComparisonOperator.Match or ComparisonOperator.IMatch:
                return operand.IsNull ? $"{field} = NULL" : OnText(field, kind, Pattern(sql, field, comparison, operand));
            default:
                return $"{field} {Sign(comparison)} {sql.Parameter(operand)}";
        }
    }

    private static string Sign(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Eq => "=",
        ComparisonOperator.Neq => "<>",
        ComparisonOperator.Gt => ">",
        ComparisonOperator.Gte => ">=",
        ComparisonOperator.Lt => "<",
        _ => "<=",
    };

    private static string Pattern(SqlText sql, string field, ComparisonOperator comparison, SqlValue operand) => comparison switch
    {
        // GLOB can use an index.
        ComparisonOperator.Like when new LikePattern(operand.ToString(), ignoreCase: false) is { IsPrefix: true } prefix =>
            $"{field} GLOB {sql.Parameter(SqlValue.Of(prefix.ToGlob()))}",
        ComparisonOperator.Like => $"{SqlFunctions.Like}({field}, {sql.Parameter(operand)})",
        ComparisonOperator.ILike => $"{SqlFunctions.ILike}({field}, {sql.Parameter(operand)})",
        ComparisonOperator.Match => $"{SqlFunctions.Match}({field}, {sql.Parameter(operand)})",
        _ => $"{SqlFunctions.IMatch}({field}, {sql.Parameter(operand)})",
    };

    // Only texts fit a pattern. In a column of text affinity everything is text, and an index can serve the bare test.
    private static string OnText(string field, FieldKind kind, string test) =>
        kind.Kind == ValueKind.Text
            ? test
            : $"CASE typeof({field}) WHEN 'text' THEN {test} WHEN 'null' THEN NULL ELSE 0 END";
}
