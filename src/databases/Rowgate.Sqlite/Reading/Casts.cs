using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;

namespace Rowgate.Sqlite.Reading;

/// <summary>The types that <c>::type</c> can name.</summary>
internal static class Casts
{
    /// <summary>An expression cast to a type, and the kind of what comes out.</summary>
    public static (string Expression, ValueKind Kind) Apply(SqlText sql, string expression, ValueKind kind, string? type)
    {
        if (type is null)
            return (expression, kind);
        return type.Trim().ToUpperInvariant() switch
        {
            "INT" or "INT2" or "INT4" or "INT8" or "INTEGER" or "BIGINT" or "SMALLINT" =>
                ($"CAST({expression} AS INTEGER)", ValueKind.Integer),
            "REAL" or "FLOAT" or "FLOAT4" or "FLOAT8" or "DOUBLE PRECISION" => ($"CAST({expression} AS REAL)", ValueKind.Float),
            "NUMERIC" or "DECIMAL" => ($"CAST({expression} AS NUMERIC)", ValueKind.Decimal),
            "TEXT" or "VARCHAR" or "CHARACTER VARYING" or "BPCHAR" or "UUID" => (AsText(expression, kind), ValueKind.Text),
            "BOOL" or "BOOLEAN" => (AsBoolean(expression), ValueKind.Boolean),
            "DATE" => ($"date({expression})", ValueKind.Date),
            "TIME" => ($"time({expression})", ValueKind.Time),
            "TIMESTAMP" or "TIMESTAMPTZ" => ($"strftime('%Y-%m-%dT%H:%M:%S', {expression})", ValueKind.Timestamp),
            "JSON" or "JSONB" => (expression, ValueKind.Json),
            _ => (sql.Refuse(Unknown(type)), kind),
        };
    }

    private static Refusal Unknown(string type) =>
        new(
            RefusalCode.TypeNotFound,
            $"type \"{type}\" does not exist",
            Details: "SQLite cannot cast to it.",
            Hint: "Known casts: integer, bigint, smallint, text, varchar, real, float, numeric, decimal, boolean, date, time, timestamp, json.");

    private static string AsText(string expression, ValueKind kind) =>
        kind == ValueKind.Boolean
            ? $"CASE {expression} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CAST({expression} AS TEXT) END"
            : $"CAST({expression} AS TEXT)";

    private static string AsBoolean(string expression) =>
        $"CASE WHEN {expression} IS NULL THEN NULL WHEN lower({expression}) IN ('true', 't', 'yes', 'y', 'on') THEN 1 "
        + $"ELSE CAST({expression} AS REAL) <> 0 END";
}
