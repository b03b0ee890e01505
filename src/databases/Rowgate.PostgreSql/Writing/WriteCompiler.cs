using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Reading;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Writing;

/// <summary>Makes one SQL statement of a write: the write itself, and over the written rows what is to be shown of them.</summary>
/// <remarks>
/// The first row of the result tells what was done: how many rows, how many of them new, and the key of a single one. The rows
/// to show follow in its last column. The body goes to the server as it came, so that every digit is kept.
/// </remarks>
internal static class WriteCompiler
{
    private const string Target = "target";
    private const string Source = "source";

    // Asks for no right, unlike the system columns that would tell new rows from updated ones, and works for views and
    // partitioned tables too.
    private const string CountUpdated =
        "set_config('rowgate.updated', (coalesce(nullif(current_setting('rowgate.updated', true), ''), '0')::bigint + 1)::text, true) "
        + "IS NOT NULL";

    private const string Updated = "coalesce(nullif(current_setting('rowgate.updated', true), ''), '0')::bigint";

    /// <summary>The statement of a write.</summary>
    /// <param name="plan">The write.</param>
    /// <param name="options">How to render the written rows.</param>
    public static Outcome<ReadStatement> Compile(WritePlan plan, ReadOptions options)
    {
        var body = plan switch
        {
            InsertPlan insert => insert.Rows,
            UpdatePlan { Columns.IsEmpty: false } update => update.Row,
            _ => default(ReadOnlyMemory<byte>?),
        };
        var sql = new ReadSql(body is null ? [] : [null]);
        var key = plan is InsertPlan { ShowsKey: true } ? Key(plan.Target) : [];
        var isExplained = options.Rendering == RowRendering.Plan;
        var needed = plan.Returning is { } shown ? NeededColumns.Of(shown) : NeededColumns.None;
        var text = new StringBuilder("WITH ").Append(Source).Append(" AS (");
        WriteChange(text, sql, plan);
        WriteReturning(text, plan, [.. needed.Columns.Union(key, StringComparer.Ordinal)]);
        text.Append(") SELECT count(*), ").Append(Inserted(plan)).Append(", ").Append(KeyOf(key)).Append(", NULL FROM ").Append(Source);
        ReadStatement? rows = null;
        if (plan.Returning is { } returning)
        {
            var source = new RowSource(Source, needed.NeedsWholeRow ? plan.Target.Name : null) { IsOther = true };
            var compiled = ReadCompiler.Compile(
                returning with { Limit = null, Offset = 0 }, new(Rendering: isExplained ? RowRendering.Json : options.Rendering, Handler: options.Handler), sql, source);
            if (!compiled.Accepted)
                return compiled.Refusal;
            rows = compiled.Value;
            text.Append(" UNION ALL SELECT NULL, NULL, NULL, r.j FROM (").Append(rows.Text).Append(") r(j)");
        }

        return sql.Refusal is { } refusal
            ? refusal
            : new ReadStatement(isExplained ? $"EXPLAIN ({ReadCompiler.Explanation(options.Explain)}) {text}" : text.ToString(), sql.Values)
            {
                Body = body is { } json ? (json, NpgsqlDbType.Json) : null,
                Header = rows?.Header,
                Separator = isExplained ? (byte)'\n' : rows?.Separator ?? (byte)',',
                IsOneRow = isExplained,
            };
    }

    /// <summary>The columns of a body as the definition list of the function that reads it.</summary>
    public static string Definitions(IEnumerable<Column> columns) => string.Join(
        ", ", columns.Select(column => $"{SqlName.Quote(column.Name)} {(Reader(column) is null ? column.Type.Name : "json")}"));

    /// <summary>A column's value from the body, read as clients write it.</summary>
    public static string Value(string row, Column column)
    {
        var value = $"{row}.{SqlName.Quote(column.Name)}";
        return Reader(column) is { } reader ? $"{SqlName.Quote(reader)}({value})" : value;
    }

    private static TableName? Reader(Column column) => column.Representation?.FromJson;

    private static ImmutableArray<string> Key(Relation target) =>
        [.. target.PrimaryKey.Select(ordinal => target.Columns[ordinal].Name)];

    private static void WriteChange(StringBuilder text, ReadSql sql, WritePlan plan)
    {
        switch (plan)
        {
            case InsertPlan insert:
                WriteInsert(text, sql, insert);
                break;
            case UpdatePlan { Columns.IsEmpty: true }:
                text.Append("SELECT ");
                break;
            case UpdatePlan update:
                WriteUpdate(text, sql, update);
                break;
            case DeletePlan delete:
                text.Append("DELETE FROM ").Append(SqlName.Quote(plan.Target.Name)).Append(" AS ").Append(Target);
                WriteFilter(text, sql, delete.Filter);
                break;
            default:
                throw new ArgumentException($"An unknown kind of write: {plan}", nameof(plan));
        }
    }

    private static void WriteInsert(StringBuilder text, ReadSql sql, InsertPlan plan)
    {
        text.Append("INSERT INTO ").Append(SqlName.Quote(plan.Target.Name)).Append(" AS ").Append(Target);
        if (plan.Columns.IsEmpty)
        {
            text.Append(" SELECT FROM json_array_elements($1) e(j)");
            return;
        }

        text.Append(" (").AppendJoin(", ", plan.Columns.Select(column => SqlName.Quote(column.Name))).Append(") SELECT ");
        if (plan.MissingIsDefault)
        {
            text.AppendJoin(", ", plan.Columns.Select(column => OrDefault(sql, column, "e.j"))).Append(" FROM json_array_elements($1) e(j), ")
                .Append("LATERAL json_to_record(e.j) AS body(");
        }
        else
        {
            text.AppendJoin(", ", plan.Columns.Select(column => Value("body", column))).Append(" FROM json_to_recordset($1) AS body(");
        }

        text.Append(Definitions(plan.Columns)).Append(')');
        if (plan.PutKey is { } put)
            WritePutKey(text, sql, plan.Target, put);
        if (plan.OnConflict is not { } conflict)
            return;
        text.Append(" ON CONFLICT (").AppendJoin(", ", conflict.Target.Select(column => SqlName.Quote(column.Name))).Append(") DO ");
        if (!conflict.Merge)
        {
            text.Append("NOTHING");
            return;
        }

        text.Append("UPDATE SET ")
            .AppendJoin(", ", plan.Columns.Select(column => $"{SqlName.Quote(column.Name)} = EXCLUDED.{SqlName.Quote(column.Name)}"))
            .Append(" WHERE ").Append(CountUpdated);
    }

    // A row whose key is another one than the URL's is not written; that none was is the answer.
    private static void WritePutKey(StringBuilder text, ReadSql sql, Relation target, ImmutableArray<string> put)
    {
        var columns = target.PrimaryKey.Select(ordinal => target.Columns[ordinal]).ToArray();
        var json = new StringBuilder("{");
        for (var place = 0; place < columns.Length; place++)
            json.Append(place == 0 ? "" : ",").Append('"').Append(JsonEncodedText.Encode(columns[place].Name)).Append("\":").Append(put[place]);
        text.Append(" JOIN json_to_record(").Append(sql.Parameter(json.Append('}').ToString())).Append("::json) AS url(")
            .Append(Definitions(columns)).Append(") ON ")
            .AppendJoin(" AND ", columns.Select(column => $"{Value("body", column)} = {Value("url", column)}"));
    }

    private static void WriteUpdate(StringBuilder text, ReadSql sql, UpdatePlan plan)
    {
        text.Append("UPDATE ").Append(SqlName.Quote(plan.Target.Name)).Append(" AS ").Append(Target).Append(" SET ")
            .AppendJoin(", ", plan.Columns.Select(column =>
                $"{SqlName.Quote(column.Name)} = {(plan.MissingIsDefault ? OrDefault(sql, column, "$1::json") : Value("body", column))}"))
            .Append(" FROM json_to_record($1) AS body(").Append(Definitions(plan.Columns)).Append(')');
        WriteFilter(text, sql, plan.Filter);
    }

    private static string OrDefault(ReadSql sql, Column column, string json) => column.DefaultExpression is { } expression
        ? $"CASE WHEN ({json} -> {sql.Parameter(column.Name)}::text) IS NULL THEN {expression} ELSE {Value("body", column)} END"
        : Value("body", column);

    private static void WriteFilter(StringBuilder text, ReadSql sql, Predicate? filter)
    {
        if (filter is not null)
            text.Append(" WHERE ").Append(PredicateSql.Write(sql, RowName.Of(Target), filter));
    }

    // Only what is shown: a role that may write a column may not always read it.
    private static void WriteReturning(StringBuilder text, WritePlan plan, ImmutableArray<string> columns)
    {
        var isNothing = plan is UpdatePlan { Columns.IsEmpty: true };
        if (!isNothing)
            text.Append(" RETURNING ");
        if (columns.IsEmpty)
            text.Append('1');
        else
            text.AppendJoin(", ", columns.Select(column => $"{Target}.{SqlName.Quote(column)}"));
        if (isNothing)
            text.Append(" FROM ").Append(SqlName.Quote(plan.Target.Name)).Append(" AS ").Append(Target).Append(" WHERE FALSE");
    }

    private static string Inserted(WritePlan plan) => plan switch
    {
        InsertPlan { OnConflict.Merge: true } => $"count(*) - {Updated}",
        InsertPlan => "count(*)",
        _ => "0::bigint",
    };

    private static string KeyOf(ImmutableArray<string> key) => key.IsEmpty
        ? "NULL::text[]"
        : $"(SELECT ARRAY[{string.Join(", ", key.Select(column => $"to_json({SqlName.Quote(column)})::text"))}] FROM {Source} LIMIT 1)";
}
