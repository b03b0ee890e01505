using System.Text;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Reading;
using Rowgate.PostgreSql.Sql;
using Rowgate.PostgreSql.Writing;

namespace Rowgate.PostgreSql.Calling;

/// <summary>Makes one SQL statement of a call: the call itself, and what is to be shown of its result.</summary>
/// <remarks>Arguments are named. The call stands in a WITH query of its own, so that it runs once, however often its rows
/// are looked at.</remarks>
internal static class CallCompiler
{
    private const string Source = "source";

    /// <summary>The statement of a call. A function that returns nothing gives one row without meaning.</summary>
    public static Outcome<ReadStatement> Compile(CallPlan plan, ReadOptions options)
    {
        var sql = new ReadSql(plan.Arguments is TextArguments ? [] : [null]);
        var isExplained = options.Rendering == RowRendering.Plan;
        var shown = isExplained ? options with { Rendering = RowRendering.Json } : options;
        var with = $"WITH {Source} AS ({Call(sql, plan)}) ";
        var rows = plan.Result is { } result
            ? ReadCompiler.Compile(result, shown, sql, RowsOf(result))
            : Values(plan, shown, sql);
        if (!rows.Accepted)
            return rows.Refusal;
        var text = with + rows.Value.Text;
        return rows.Value with
        {
            Text = isExplained ? $"EXPLAIN ({ReadCompiler.Explanation(options.Explain)}) {text}" : text,
            HasTotal = rows.Value.HasTotal && !isExplained,
            Separator = isExplained ? (byte)'\n' : rows.Value.Separator,
            IsOneRow = isExplained || rows.Value.IsOneRow,
            Body = Body(plan),
        };
    }

    private static RowSource RowsOf(ReadPlan result) =>
        new(Source, NeededColumns.Of(result).NeedsWholeRow ? result.Source.Name : null) { IsOther = true };

    private static (ReadOnlyMemory<byte>, NpgsqlDbType)? Body(CallPlan plan) => plan.Arguments switch
    {
        JsonArguments json => (json.Object, NpgsqlDbType.Json),
        BodyArgument body when plan.Function.Parameters[0].Type.Kind == ValueKind.Bytes => (body.Content, NpgsqlDbType.Bytea),
        BodyArgument body => (body.Content, NpgsqlDbType.Text),
        _ => null,
    };

    // Values, nothing, or records whose columns only the call itself knows.
    private static Outcome<ReadStatement> Values(CallPlan plan, ReadOptions options, ReadSql sql)
    {
        var value = options.Rendering switch
        {
            RowRendering.StrippedJson => "coalesce(json_strip_nulls(to_json(value)), 'null')",
            RowRendering.Csv => "substring(ROW(value)::text, 2, length(ROW(value)::text) - 2)",
            RowRendering.Handler => options.Handler?.Aggregate is { } aggregate ? $"{SqlName.Quote(aggregate)}({Source})"
                : plan.Function.Result.Type?.Kind == ValueKind.Bytes ? "value::bytea" : "value::text",
            RowRendering.GeoJson => "value::text",
            _ => "coalesce(to_json(value), 'null')",
        };
        var text = plan.Function.Result.IsVoid ? $"SELECT 1::text FROM {Source}" : $"SELECT {value} FROM {Page(plan, sql)}";
        var isCounted = options.Count != CountMethod.None && !plan.Function.Result.IsVoid;
        if (isCounted)
            text = $"SELECT c.n, r.j FROM (SELECT count(*) AS n FROM {Source}) c LEFT JOIN LATERAL ({text}) r(j) ON TRUE";
        return new ReadStatement(text, sql.Values)
        {
            HasTotal = isCounted,
            Header = options.Rendering == RowRendering.Csv ? "pgrst_scalar" : null,
            Separator = options.Rendering == RowRendering.Csv ? (byte)'\n' : (byte)',',
        };
    }

    private static string Page(CallPlan plan, ReadSql sql)
    {
        if (plan is { Limit: null, Offset: 0 } or { Function.Result.IsSet: false })
            return Source;
        var limit = plan.Limit is { } most ? $" LIMIT {sql.Parameter(most)}" : "";
        return $"(SELECT * FROM {Source}{limit} OFFSET {sql.Parameter(plan.Offset)}) {Source}";
    }

    private static string Call(ReadSql sql, CallPlan plan)
    {
        var function = plan.Function;
        var text = new StringBuilder();
        var call = $"{SqlName.Quote(function.Name)}({Arguments(sql, plan)})";
        var arguments = plan.Arguments is JsonArguments { Given.IsEmpty: false } json
            ? $"json_to_record($1) AS args({string.Join(", ", json.Given.Select(parameter => $"{SqlName.Quote(parameter.Name)} {parameter.Type.Name}"))})"
            : plan.Arguments is JsonArguments ? "(SELECT $1::json) AS args" : null;
        if (function.Result.Rows is { Columns.IsEmpty: true } or null && !function.Result.IsVoid && function.Result.Type is null)
            return text.Append("SELECT ").Append(call).Append(" AS value").Append(arguments is null ? "" : $" FROM {arguments}").ToString();
        var isRows = function.Result.Rows is not null;
        text.Append(isRows ? "SELECT call.* FROM " : "SELECT call.value FROM ");
        if (arguments is not null)
            text.Append(arguments).Append(" CROSS JOIN LATERAL ");
        return text.Append(call).Append(isRows ? " AS call" : " AS call(value)").ToString();
    }

    private static string Arguments(ReadSql sql, CallPlan plan) => plan.Arguments switch
    {
        JsonArguments json => string.Join(", ", json.Given.Select(parameter => Named(parameter, $"args.{SqlName.Quote(parameter.Name)}"))),
        TextArguments text => string.Join(", ", text.Given.Select(given => Named(given.Parameter, Text(sql, given.Parameter, [.. given.Values])))),
        BodyArgument => $"$1::{plan.Function.Parameters[0].Type.Name}",
        _ => throw new ArgumentException($"Unknown arguments: {plan.Arguments}", nameof(plan)),
    };

    private static string Named(FunctionParameter parameter, string value) =>
        $"{(parameter.IsVariadic ? "VARIADIC " : "")}{SqlName.Quote(parameter.Name)} := {value}";

    // The server reads the text with the type of the parameter.
    private static string Text(ReadSql sql, FunctionParameter parameter, string[] values) => parameter.IsVariadic
        ? $"CAST(ARRAY[{string.Join(", ", values.Select(value => sql.Parameter(value)))}] AS {parameter.Type.Name})"
        : $"CAST({sql.Parameter(values[^1])} AS {parameter.Type.Name})";
}
