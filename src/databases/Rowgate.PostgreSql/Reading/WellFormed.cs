// Hot path: bench/Postgres/PostgresPointRead
using System.Globalization;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Tells whether the server will read the values of a plain filter, for the types that keys mostly have.</summary>
internal static class WellFormed
{
    /// <summary>True when it is sure to read them.</summary>
    public static bool IsTrueOf(Predicate? filter)
    {
        if (filter is not PredicateGroup group)
            return filter is null || (filter is FieldPredicate only && IsTrueOf(only));
        foreach (var item in group.Items)
        {
            if (item is not FieldPredicate field || !IsTrueOf(field))
                return false;
        }

        return true;
    }

    private static bool IsTrueOf(FieldPredicate field) => field.Operation.Operator switch
    {
        ComparisonOperator.Is => true,
        ComparisonOperator.Eq or ComparisonOperator.Neq or ComparisonOperator.Gt or ComparisonOperator.Gte or ComparisonOperator.Lt
            or ComparisonOperator.Lte => IsRead(field.Field.Column.Type, field.Operation.Value),
        _ => false,
    };

    private static bool IsRead(ColumnType type, string? value) => type.Name switch
    {
        "smallint" => short.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "integer" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "bigint" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "uuid" => Guid.TryParseExact(value, "D", out _),
        "boolean" => value is "true" or "false",
        "text" => value is not null && !value.Contains('\0', StringComparison.Ordinal),
        _ => false,
    };
}
