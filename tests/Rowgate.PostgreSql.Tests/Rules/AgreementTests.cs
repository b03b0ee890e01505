using System.Buffers;
using System.Globalization;
using System.Text;
using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.PostgreSql.Rules;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Rules;

/// <summary>Whenever the rules test a value in process, the server comes to the same answer.</summary>
public sealed class AgreementTests
{
    private static readonly (string Type, ValueKind Kind, string? Collation, string[] Values)[] Types =
    [
        ("boolean", ValueKind.Boolean, null, ["true", "false"]),
        ("smallint", ValueKind.Integer, null, ["0", "-1", "7", "32767", "-32768"]),
        ("bigint", ValueKind.Integer, null, ["0", "-1", "9223372036854775807", "-9223372036854775808", "42"]),
        ("numeric", ValueKind.Decimal, null, ["0", "0.00", "1", "1.0", "1.10", "-1.1", "10", "9", "-10.5", "0.000001", "123456789012345678901234567890.5", "NaN", "Infinity", "-Infinity"]),
        ("numeric(6,2)", ValueKind.Decimal, null, ["0", "1.5", "-1.55", "100", "9.99"]),
        ("real", ValueKind.Float, null, ["0", "-0", "0.1", "1.5", "-2.25", "16777217", "NaN", "Infinity", "-Infinity", "1e30"]),
        ("double precision", ValueKind.Float, null, ["0", "-0", "0.1", "0.30000000000000004", "1e300", "-1e-30", "NaN", "Infinity", "-Infinity", "9007199254740993"]),
        ("text", ValueKind.Text, null, ["", "a", "b", "A", "ab", "abc", "a ", "ä", "null", "true", "K", "K", "a\"b", "a\\b", "a%b", "a_b", "line\nbreak", "日本", "\u0001"]),
        ("text", ValueKind.Text, "pg_catalog.en-x-icu", ["a", "B", "b", "ä", "Z"]),
        ("character varying(20)", ValueKind.Text, null, ["", "x", "xy", "x "]),
        ("character(4)", ValueKind.Text, null, ["", "x", "xy", "x ", "abcd"]),
        ("uuid", ValueKind.Uuid, null, ["00000000-0000-0000-0000-000000000000", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12"]),
        ("bytea", ValueKind.Bytes, null, [@"\x", @"\x00", @"\xFF", @"\x00ff", @"\xab"]),
        ("date", ValueKind.Date, null, ["2020-02-29", "1999-12-31", "infinity", "-infinity", "0044-03-15 BC", "0001-01-01", "1970-01-01", "10000-01-01", "0400-02-29", "0005-02-28 BC"]),
        ("time without time zone", ValueKind.Time, null, ["00:00:00", "23:59:59.999999", "24:00:00", "12:30", "01:02:03.5"]),
        ("timestamp without time zone", ValueKind.Timestamp, null, ["2020-01-01 00:00:00", "2020-01-01T00:00:00.5", "infinity", "-infinity", "0044-03-15 12:00:00 BC", "1960-05-05 23:59:59.999999", "2020-01-01"]),
        ("timestamp(3) with time zone", ValueKind.Timestamp, null, ["2020-01-01 00:00:00+00", "2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00Z", "2020-06-01 00:00:00.123-05:30", "infinity", "-infinity", "0044-03-15 12:00:00+00 BC"]),
        ("jsonb", ValueKind.Json, null, ["null", "1", "1.0", "1.00", "\"a\"", "{\"a\": 1, \"b\": [1, 2]}", "{\"b\": [1, 2], \"a\": 1.0}", "[1, null, \"x\"]", "[]", "{}", "{\"a\": {\"b\": \"x\\\"\\ny\"}}", "{\"a\": null}", "{\"a\": [5, {\"b\": true}]}", "{\"a\": {\"b\": {\"a\": 1}}}", "{\"a\": \"A\"}"]),
        ("integer[]", ValueKind.Array, null, ["{}", "{1}", "{1,2}", "{2,1,NULL}", "{{1,2},{3,4}}", "[0:1]={1,2}"]),
        ("text[]", ValueKind.Array, null, ["{}", "{a}", "{a,\"b c\"}", "{NULL,a}", "{\"null\"}", "{\"\"}"]),
    ];

    // Numbers without bounds came with 14.
    private static IEnumerable<(string Type, ValueKind Kind, string? Collation, string[] Values)> TypesOf(int version) =>
        Types.Select(type => type.Type == "numeric" && version < 14
            ? type with { Values = [.. type.Values.Where(value => !value.Contains("Infinity", StringComparison.Ordinal))] }
            : type);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_test_in_process_says_what_the_server_says(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var compared = 0;
        foreach (var (type, kind, collation, values) in TypesOf(database.Server.Version))
        {
            var literals = await LiteralsAsync(source, type, collation, values);
            foreach (var path in kind == ValueKind.Json ? Paths : [""])
            {
                var field = new BoundField(ColumnOf(type, kind, collation), PathOf(path));
                compared += await CompareAsync(source, type, collation, field, path, literals, values);
            }
        }

        // A change that makes the rules give up would pass all comparisons.
        Assert.InRange(compared, 10_000, int.MaxValue);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_projection_writes_the_bytes_that_the_server_writes(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var values = Types.Single(type => type.Type == "jsonb").Values;
        var literals = await LiteralsAsync(source, "jsonb", null, values);
        foreach (var path in Paths[1..])
        {
            var project = PostgresRules.Instance.CompileProjection(new(ColumnOf("jsonb", ValueKind.Json, null), PathOf(path)))!;
            await using var command = source.CreateCommand(
                $"SELECT array_agg(coalesce(to_json(v::jsonb{path})::text, 'null') ORDER BY n) FROM unnest($1) WITH ORDINALITY AS t(v, n)");
            command.Parameters.Add(new() { Value = values });
            var expected = (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            for (var at = 0; at < values.Length; at++)
            {
                var output = new ArrayBufferWriter<byte>();
                project(Encoding.UTF8.GetBytes(literals[at]), output);
                Assert.Equal((path, values[at], expected[at]), (path, values[at], Encoding.UTF8.GetString(output.WrittenSpan)));
            }
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_is_equal_has_equal_keys_and_what_is_not_has_not(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        foreach (var (type, kind, collation, values) in TypesOf(database.Server.Version))
        {
            var column = ColumnOf(type, kind, collation);
            var literals = await LiteralsAsync(source, type, collation, values);
            foreach (var operand in values)
            {
                if (PostgresRules.Instance.KeyOf(column, operand) is not { } key)
                    continue;
                var expected = await AskAsync(source, type, collation, "", $"= {Quoted(operand)}", values);
                for (var at = 0; at < values.Length; at++)
                {
                    var own = PostgresRules.Instance.KeyOf(column, Encoding.UTF8.GetBytes(literals[at])) == key;
                    Assert.Equal((type, operand, values[at], expected[at] == true), (type, operand, values[at], own));
                }
            }
        }
    }

    private static readonly string[] Paths = ["", "->'a'", "->>'a'", "->0", "->-1", "->>0", "->'a'->'b'", "->'a'->>'b'", "->'a'->0", "->'a'->0->0", "->'b'->>1", "->'x'"];

    private static readonly (ComparisonOperator Operator, string Sql)[] Comparisons =
    [
        (ComparisonOperator.Eq, "="), (ComparisonOperator.Neq, "<>"), (ComparisonOperator.Gt, ">"), (ComparisonOperator.Gte, ">="),
        (ComparisonOperator.Lt, "<"), (ComparisonOperator.Lte, "<="), (ComparisonOperator.IsDistinct, "IS DISTINCT FROM"),
        (ComparisonOperator.Like, "LIKE"), (ComparisonOperator.ILike, "ILIKE"),
        (ComparisonOperator.Cs, "@>"), (ComparisonOperator.Cd, "<@"), (ComparisonOperator.Ov, "&&"),
    ];

    private static readonly string[] Patterns = ["%", "a%", "%b", "a_b", "_", "", "a\\%b", "%a%b%", "A%", "x ", "x%", "x   ", "__", "%\\_%", "AB%"];

    private static async Task<int> CompareAsync(
        NpgsqlDataSource source, string type, string? collation, BoundField field, string path, string[] literals, string[] values)
    {
        var compared = 0;
        var operands = path.Length == 0 ? values : [.. values, "a", "1", "x\"\ny"];
        foreach (var (comparison, sql) in Comparisons)
        {
            var isPattern = comparison is ComparisonOperator.Like or ComparisonOperator.ILike;
            foreach (var operand in isPattern ? Patterns : operands)
            {
                compared += await CompareAsync(
                    source, type, collation, field, path, literals, values, new(comparison, [operand]), $"{sql} {Quoted(operand)}");
            }

            if (comparison <= ComparisonOperator.Like)
            {
                foreach (var quantifier in new[] { Quantifier.Any, Quantifier.All })
                {
                    string?[] few = isPattern ? [.. Patterns[..3]] : [.. operands.Take(3), null];
                    var elements = string.Join(',', few.Select(one => one is null ? "NULL" : Quoted(one)));
                    var operation = new Operation(comparison, [.. few]) { Quantifier = quantifier };
                    compared += await CompareAsync(
                        source, type, collation, field, path, literals, values, operation, $"{sql} {quantifier}(ARRAY[{elements}]::{ElementOf(type, path, isPattern)}[])");
                }
            }
        }

        var list = string.Join(',', operands.Take(3).Select(Quoted));
        compared += await CompareAsync(
            source, type, collation, field, path, literals, values, new(ComparisonOperator.In, [.. operands.Take(3)]), $"IN ({list})");
        foreach (var (value, sql) in new[] { (IsValue.Null, "NULL"), (IsValue.NotNull, "NOT NULL"), (IsValue.True, "TRUE"), (IsValue.False, "FALSE"), (IsValue.Unknown, "UNKNOWN") })
        {
            compared += await CompareAsync(
                source, type, collation, field, path, literals, values, new(ComparisonOperator.Is, []) { Is = value }, $"IS {sql}");
        }

        return compared;
    }

    private static string ElementOf(string type, string path, bool isPattern) =>
        isPattern || path.Contains("->>", StringComparison.Ordinal) ? "text" : type.StartsWith("character(", StringComparison.Ordinal) ? "bpchar" : type;

    private static async Task<int> CompareAsync(
        NpgsqlDataSource source, string type, string? collation, BoundField field, string path, string[] literals, string[] values, Operation operation, string sql)
    {
        if (PostgresRules.Instance.Check(field, operation) is not null || PostgresRules.Instance.Compile(field, operation) is not { } test)
            return 0;
        var expected = await AskAsync(source, type, collation, path, sql, values);
        for (var at = 0; at < values.Length; at++)
        {
            var own = test(Encoding.UTF8.GetBytes(literals[at]));
            Assert.Equal((type, path, sql, values[at], expected[at]), (type, path, sql, values[at], own));
        }

        Assert.Equal(operation.Operator switch
        {
            ComparisonOperator.Is => operation.Is is IsValue.Null or IsValue.Unknown,
            ComparisonOperator.IsDistinct => true,
            _ => null,
        }, test("null"u8));
        return values.Length + 1;
    }

    // The server is asked for all rows at once.
    private static async Task<bool?[]> AskAsync(
        NpgsqlDataSource source, string type, string? collation, string path, string sql, string[] values)
    {
        await using var command = source.CreateCommand(
            $"SELECT array_agg((c{path} {sql}) ORDER BY n) FROM (SELECT v::{type}{Collate(collation)} AS c, n FROM unnest($1) WITH ORDINALITY AS t(v, n)) AS r");
        command.Parameters.Add(new() { Value = values });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        return reader.GetFieldValue<bool?[]>(0);
    }

    private static async Task<string[]> LiteralsAsync(NpgsqlDataSource source, string type, string? collation, string[] values)
    {
        await using var command = source.CreateCommand(
            $"SELECT array_agg(to_json(v::{type}{Collate(collation)})::text ORDER BY n) FROM unnest($1) WITH ORDINALITY AS t(v, n)");
        command.Parameters.Add(new() { Value = values });
        return (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static string Collate(string? collation) =>
        collation is null ? "" : " COLLATE " + string.Join('.', collation.Split('.').Select(part => $"\"{part}\""));

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static Column ColumnOf(string type, ValueKind kind, string? collation) =>
        new() { Name = "c", Ordinal = 0, Type = new(type, kind, collation) };

    private static System.Collections.Immutable.ImmutableArray<JsonStep> PathOf(string path) =>
    [
        .. path.Replace("->>", "~", StringComparison.Ordinal).Replace("->", "^", StringComparison.Ordinal)
            .Split(['~', '^'], StringSplitOptions.RemoveEmptyEntries)
            .Select((step, at) => new JsonStep(
                step[0] == '\'' ? step.Trim('\'') : null,
                step[0] == '\'' ? 0 : int.Parse(step, CultureInfo.InvariantCulture),
                AsText: path.Contains("->>", StringComparison.Ordinal) && at == path.Split("->").Length - 2)),
    ];
}
