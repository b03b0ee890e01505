using System.Collections.Immutable;
using System.Text;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Writes filters.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/api/tables_views.html#operators</remarks>
internal static class PredicateSql
{
    /// <summary>A filter as an SQL condition.</summary>
    public static string Write(ReadSql sql, RowName row, Predicate filter) => filter switch
    {
        FieldPredicate field => WriteField(sql, row, field),
        PredicateGroup group => WriteGroup(sql, row, group),
        EmbedPredicate embed => $"{(embed.Exists ? "" : "NOT ")}EXISTS ({Ways.Exists(sql, row, embed.Embed)})",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static string WriteGroup(ReadSql sql, RowName row, PredicateGroup group)
    {
        var text = group.Items switch
        {
            [] => group.IsOr ? "FALSE" : "TRUE",
            [var only] => Write(sql, row, only),
            _ => string.Join(group.IsOr ? " OR " : " AND ", group.Items.Select(item => Write(sql, row, item))),
        };
        return group.Negated ? $"NOT ({text})" : group.Items.Length > 1 ? $"({text})" : text;
    }

    private static string WriteField(ReadSql sql, RowName row, FieldPredicate predicate)
    {
        var operation = predicate.Operation;
        var field = sql.Field(row, predicate.Field);
        var text = operation.Operator switch
        {
            ComparisonOperator.Is => $"{field} IS {IsWord(operation.Is)}",
            ComparisonOperator.In => WriteIn(sql, field, predicate),
            ComparisonOperator.Fts or ComparisonOperator.Plfts or ComparisonOperator.Phfts or ComparisonOperator.Wfts =>
                WriteSearch(sql, field, predicate),
            _ => $"{field} {Symbol(operation.Operator)} {Operand(sql, predicate)}",
        };
        return operation.Negated ? $"NOT ({text})" : text;
    }

    /// <summary>The value of the parameter that a plain comparison has: one that is neither a search nor has a quantifier.</summary>
    /// <returns>Null for <c>is</c>, which has none.</returns>
    public static string? ValueOf(Operation operation) => operation.Operator switch
    {
        ComparisonOperator.Is => null,
        ComparisonOperator.In => ArrayText(operation.Values),
        _ => operation.Value,
    };

    private static string WriteIn(ReadSql sql, string field, FieldPredicate predicate)
    {
        var list = sql.Parameter(ArrayText(predicate.Operation.Values));
        return Reader(predicate.Field) is { } reader
            ? $"{field} = ANY (SELECT {reader}(v) FROM unnest({list}::text[]) v)"
            : $"{field} = ANY ({list})";
    }

    private static string Operand(ReadSql sql, FieldPredicate predicate)
    {
        var operation = predicate.Operation;
        if (operation.Quantifier == Quantifier.None)
        {
            var value = sql.Parameter(operation.Value);
            return Reader(predicate.Field) is { } reader ? $"{reader}({value}::text)" : value;
        }

        var word = operation.Quantifier == Quantifier.Any ? "ANY" : "ALL";
        var values = sql.Parameter(ArrayText(operation.Values));
        return Reader(predicate.Field) is { } each
            ? $"{word} (SELECT {each}(v) FROM unnest({values}::text[]) v)"
            : $"{word} ({values})";
    }

    private static string WriteSearch(ReadSql sql, string field, FieldPredicate predicate)
    {
        var language = predicate.Operation.Language is { } name ? $"{sql.Parameter(name)}::regconfig, " : "";
        var function = predicate.Operation.Operator switch
        {
            ComparisonOperator.Plfts => "plainto_tsquery",
            ComparisonOperator.Phfts => "phraseto_tsquery",
            ComparisonOperator.Wfts => "websearch_to_tsquery",
            _ => "to_tsquery",
        };
        var vector = predicate.Field is { Path.IsEmpty: true, Column.Type.Name: "tsvector" } ? field : $"to_tsvector({language}{field})";
        return $"{vector} @@ {function}({language}{sql.Parameter(predicate.Operation.Value)})";
    }

    private static string? Reader(BoundField field) =>
        field.Path.IsEmpty && field.Column.Representation?.FromText is { } function ? SqlName.Quote(function) : null;

    /// <summary>The text form of an array of texts.</summary>
    private static string ArrayText(ImmutableArray<string?> values)
    {
        var text = new StringBuilder("{");
        foreach (var value in values)
        {
            if (text.Length > 1)
                text.Append(',');
            if (value is null)
            {
                text.Append("NULL");
                continue;
            }

            text.Append('"');
            foreach (var character in value)
            {
                if (character is '"' or '\\')
                    text.Append('\\');
                text.Append(character);
            }

            text.Append('"');
        }

        return text.Append('}').ToString();
    }

    private static string IsWord(IsValue value) => value switch
    {
        IsValue.Null => "NULL",
        IsValue.NotNull => "NOT NULL",
        IsValue.True => "TRUE",
        IsValue.False => "FALSE",
        IsValue.Unknown => "UNKNOWN",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Eq => "=",
        ComparisonOperator.Neq => "<>",
        ComparisonOperator.Gt => ">",
        ComparisonOperator.Gte => ">=",
        ComparisonOperator.Lt => "<",
        ComparisonOperator.Lte => "<=",
        ComparisonOperator.Like => "LIKE",
        ComparisonOperator.ILike => "ILIKE",
        ComparisonOperator.Match => "~",
        ComparisonOperator.IMatch => "~*",
        ComparisonOperator.IsDistinct => "IS DISTINCT FROM",
        ComparisonOperator.Cs => "@>",
        ComparisonOperator.Cd => "<@",
        ComparisonOperator.Ov => "&&",
        ComparisonOperator.Sl => "<<",
        ComparisonOperator.Sr => ">>",
        ComparisonOperator.Nxr => "&<",
        ComparisonOperator.Nxl => "&>",
        ComparisonOperator.Adj => "-|-",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
