using System.Collections.Immutable;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Calling;

public sealed class CallTests
{
    private const string Functions =
        """
        CREATE TABLE log (id int PRIMARY KEY, note text);
        INSERT INTO log VALUES (1, 'a'), (2, 'b'), (3, 'c');
        CREATE FUNCTION add(a int, b int DEFAULT 10) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT a + b';
        CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS $$ INSERT INTO log VALUES (99, 'void') $$;
        CREATE FUNCTION many(n int) RETURNS SETOF int STABLE LANGUAGE sql AS 'SELECT generate_series(1, n)';
        CREATE FUNCTION logs() RETURNS SETOF log STABLE LANGUAGE sql AS 'SELECT * FROM log';
        CREATE FUNCTION write_log(id int, note text) RETURNS log LANGUAGE sql AS 'INSERT INTO log VALUES ($1, $2) RETURNING *';
        CREATE FUNCTION no_log() RETURNS log STABLE LANGUAGE sql AS 'SELECT * FROM log WHERE false';
        CREATE FUNCTION tab() RETURNS TABLE (x int, y text) STABLE LANGUAGE sql AS $$ SELECT 1, 'one' UNION ALL SELECT 2, 'two' $$;
        CREATE FUNCTION outs(i int, OUT a int, INOUT b int) STABLE LANGUAGE sql AS 'SELECT i * 2, b + 1';
        CREATE FUNCTION anything() RETURNS record STABLE LANGUAGE sql AS $$ SELECT 1, 'x'::text $$;
        CREATE FUNCTION total(VARIADIC numbers int[]) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT sum(n) FROM unnest(numbers) n';
        CREATE FUNCTION body(json) RETURNS json IMMUTABLE LANGUAGE sql AS $$ SELECT $1 -> 'k' $$;
        CREATE FUNCTION slow() RETURNS text STABLE LANGUAGE sql SET statement_timeout = '7s' AS $$ SELECT current_setting('statement_timeout') $$;
        CREATE FUNCTION level() RETURNS text STABLE LANGUAGE sql SET default_transaction_isolation = 'serializable' AS $$ SELECT current_setting('transaction_isolation') $$;
        CREATE FUNCTION wish() RETURNS int LANGUAGE sql AS $$ SELECT set_config('response.status', '418', true); SELECT 1 $$;
        CREATE FUNCTION stain() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
          PERFORM set_config('app.stain', 'left', false), set_config('search_path', 'pg_catalog', false), pg_advisory_lock(7);
          CREATE TEMP TABLE IF NOT EXISTS stained (i int);
        END $$;
        CREATE FUNCTION stains() RETURNS text LANGUAGE sql AS $$
          SELECT coalesce(current_setting('app.stain', true), '') || coalesce(to_regclass('pg_temp.stained')::text, '')
            || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) || current_schema() $$;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_a_function_sets_for_its_session_ends_with_its_request(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Functions, options => options with { PoolSize = 2 });
        for (var round = 0; round < 5; round++)
        {
            await CallAsync(gateway, Json(gateway, "stain", "{}"));
            Assert.Equal("\"0public\"", await CallAsync(gateway, Json(gateway, "stains", "{}")));
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Every_shape_of_result_is_rendered(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Functions);
        Assert.Equal("3", await CallAsync(gateway, Json(gateway, "add", """{"a":1,"b":2}""", "a", "b")));
        Assert.Equal("11", await CallAsync(gateway, Json(gateway, "add", """{"a":1}""", "a")));
        Assert.Equal("7", await CallAsync(gateway, Text(gateway, "add", ("a", ["3"]), ("b", ["4"]))));
        Assert.Equal("6", await CallAsync(gateway, Text(gateway, "total", ("numbers", ["1", "2", "3"]))));
        Assert.Equal("9", await CallAsync(gateway, Json(gateway, "total", """{"numbers":[4,5]}""", "numbers")));
        Assert.Equal("1,2,3", await CallAsync(gateway, Json(gateway, "many", """{"n":3}""", "n")));
        Assert.Equal("""[1]""", await CallAsync(gateway, Plan(gateway, "body", new BodyArgument("""{"k":[1]}"""u8.ToArray()))));
        Assert.Equal("", await CallAsync(gateway, Json(gateway, "nothing", "{}")));
        Assert.Equal(1, await gateway.Lease.QueryAsync<long>("SELECT count(*) FROM log WHERE id = 99"));
        Assert.Contains("\"x\"", await CallAsync(gateway, Json(gateway, "anything", "{}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_are_shown_through_a_plan(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Functions);
        var logs = Json(gateway, "logs", "{}") with { Result = gateway.Plan("log?select=note&id=gt.1&order=id.desc&limit=1") };
        Assert.Equal("""{"note":"c"}""", await CallAsync(gateway, logs));
        var (text, total) = await CountAsync(gateway, logs);
        Assert.Equal(("""{"note":"c"}""", 2), (text, total));
        var one = Json(gateway, "no_log", "{}") with { Result = gateway.Plan("log?select=id,note") };
        Assert.Equal("""{"id":null,"note":null}""", await CallAsync(gateway, one));
        Assert.Equal("""{"x":1,"y":"one"},{"x":2,"y":"two"}""", await CallAsync(gateway, Shown(gateway, "tab", "{}")));
        Assert.Equal("""{"a":6,"b":2}""", await CallAsync(gateway, Shown(gateway, "outs", """{"i":3,"b":1}""", "i", "b")));
    }

    [Fact]
    public async Task A_call_is_committed_before_its_first_row_unless_something_undoes_it()
    {
        await using var gateway = await Gateway.OpenAsync(15, Functions);
        var write = Json(gateway, "write_log", """{"id":7,"note":"n"}""", "id", "note") with { Result = gateway.Plan("log?select=id") };
        var readOnly = await RefuseAsync(gateway, write with { IsReadOnly = true });
        Assert.Equal(("25006", 405), (readOnly.Code.Text, readOnly.Code.HttpStatus));
        Assert.Equal("""{"id":7}""", await CallAsync(gateway, write with { IsRolledBack = true }));
        var outcome = await gateway.Database.CallAsync(write, default, RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        Assert.Equal(1, await gateway.Lease.QueryAsync<long>("SELECT count(*) FROM log WHERE id = 7"));
        Assert.Equal("23505", (await RefuseAsync(gateway, write)).Code.Text);
        Assert.Equal(RefusalCode.TooManyAffected, (await RefuseAsync(gateway, Json(gateway, "many", """{"n":3}""", "n") with { AffectedMax = 2 })).Code);
        Assert.Equal(RefusalCode.NotSingular, (await RefuseAsync(gateway, Json(gateway, "many", """{"n":3}""", "n") with { IsSingular = true })).Code);
    }

    [Fact]
    public async Task A_call_whose_result_finds_no_room_is_undone_as_its_refusal_says()
    {
        await using var gateway = await Gateway.OpenAsync(
            15,
            """
            CREATE TABLE done (id int);
            CREATE FUNCTION much() RETURNS SETOF text LANGUAGE sql AS
              $$ INSERT INTO done VALUES (1); SELECT repeat('x', 100000) FROM generate_series(1, 100) $$
            """,
            options => options with { SpoolBytesMax = 0 });

        var refusal = await RefuseAsync(gateway, Json(gateway, "much", "{}"));

        Assert.Equal(RefusalCode.DiskFull, refusal.Code);
        Assert.Equal(0, await gateway.Lease.QueryAsync<long>("SELECT count(*) FROM done"));
    }

    [Fact]
    public async Task Settings_of_the_function_hold_for_its_transaction_and_wishes_are_told()
    {
        await using var gateway = await Gateway.OpenAsync(15, Functions);
        Assert.Equal("\"7s\"", await CallAsync(gateway, Json(gateway, "slow", "{}")));
        Assert.Equal("\"serializable\"", await CallAsync(gateway, Json(gateway, "level", "{}")));
        var outcome = await gateway.Database.CallAsync(Json(gateway, "wish", "{}"), default, RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        Assert.Equal(418, rows.Response?.Status);
    }

    private static Function Find(Gateway gateway, string name) => Assert.Single(gateway.Database.Catalog.FunctionsNamed(new("public", name)));

    private static CallPlan Plan(Gateway gateway, string name, CallArguments arguments) => new()
    {
        Function = Find(gateway, name),
        Arguments = arguments,
        IsReadOnly = Find(gateway, name).Volatility != Volatility.Volatile,
    };

    private static CallPlan Json(Gateway gateway, string name, string json, params string[] given) => Plan(
        gateway,
        name,
        new JsonArguments(
            [.. given.Select(parameter => Find(gateway, name).Parameters.Single(p => p.Name == parameter))], Encoding.UTF8.GetBytes(json)));

    private static CallPlan Shown(Gateway gateway, string name, string json, params string[] given)
    {
        var rows = Find(gateway, name).Result.Rows!;
        return Json(gateway, name, json, given) with
        {
            Result = new() { Source = rows, Projections = [.. rows.Columns.Select(column => new FieldProjection(column.Name, new(column, []), null))] },
        };
    }

    private static CallPlan Text(Gateway gateway, string name, params (string Name, string[] Values)[] given) => Plan(
        gateway,
        name,
        new TextArguments(
            [.. given.Select(g => (Find(gateway, name).Parameters.Single(p => p.Name == g.Name), g.Values.ToImmutableArray()))]));

    private static async Task<string> CallAsync(Gateway gateway, CallPlan plan)
    {
        var outcome = await gateway.Database.CallAsync(plan, default, RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        await using var rows = outcome.Value;
        return (await Gateway.TextAsync(rows)).Value!;
    }

    private static async Task<(string Text, long? Total)> CountAsync(Gateway gateway, CallPlan plan)
    {
        var outcome = await gateway.Database.CallAsync(
            plan, new(CountMethod.Exact), RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        await using var rows = outcome.Value;
        return ((await Gateway.TextAsync(rows)).Value!, rows.Total);
    }

    private static async Task<Refusal> RefuseAsync(Gateway gateway, CallPlan plan)
    {
        var outcome = await gateway.Database.CallAsync(plan, default, RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.False(outcome.Accepted);
        return outcome.Refusal!;
    }
}
