using System.Text.Json.Nodes;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Counts, marks and the forms in which the server renders rows.</summary>
public sealed class RenderingTests(ReadShop shop) : IClassFixture<ReadShop>
{
    private Gateway Gateway => shop.Of(15);

    [Theory]
    [InlineData("orders?select=id&order=id&limit=1", 4, """[{"id":10}]""")]
    [InlineData("orders?select=id&offset=9", 4, "[]")]
    [InlineData("orders?select=id&id=eq.0", 0, "[]")]
    [InlineData("orders?select=id,customers!inner(id)&customers.name=eq.Ada&limit=0", 2, "[]")]
    [InlineData("orders?select=status,count()&order=status&limit=1", 2, """[{"status":"open","count":3}]""")]
    [InlineData("customers?select=address->>city&address->>city=eq.London&order=address->>city", 1, """[{"city":"London"}]""")]
    public async Task The_exact_count_is_of_all_rows_without_the_page(string query, long total, string json)
    {
        var outcome = await Gateway.Database.ReadAsync(
            Gateway.Plan(query), new(CountMethod.Exact), RequestSession.Own, TestContext.Current.CancellationToken);

        await using var rows = outcome.Value!;
        Assert.Equal(total, rows.Total);
        Assert.Equal(json, Gateway.Compact($"[{(await Gateway.TextAsync(rows)).Value}]"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_planned_count_is_the_planners_and_an_estimated_one_counts_as_far_as_the_limit(int version)
    {
        await using var gateway = await Gateway.OpenAsync(
            version, "CREATE TABLE n AS SELECT g AS id FROM generate_series(1, 5000) g; ANALYZE n");

        Assert.Equal(5000, await TotalAsync(gateway, "n?limit=1", CountMethod.Planned));
        Assert.Equal(5000, await TotalAsync(gateway, "n?limit=10", CountMethod.Estimated));
        Assert.Equal(9, await TotalAsync(gateway, "n?id=lt.10&limit=10", CountMethod.Estimated));
    }

    [Fact]
    public async Task Stripped_json_leaves_nulls_out_at_any_depth()
    {
        var text = await Gateway.RunAsync(
            Gateway.Plan("orders?select=id,total,customers(name,vip)&id=in.(12,13)&order=id"), new(Rendering: RowRendering.StrippedJson));

        Assert.Equal("""[{"id":12,"total":100.00,"customers":{"name":"Bob","vip":false}},{"id":13}]""", Gateway.Compact($"[{text.Value}]"));
    }

    [Fact]
    public async Task Csv_has_a_header_when_there_are_rows()
    {
        var options = new ReadOptions(Rendering: RowRendering.Csv);

        Assert.Equal(
            "id,name,vip\n1,Ada,t\n3,Cyd,", (await Gateway.RunAsync(Gateway.Plan("customers?select=id,name,vip&id=neq.2&order=id"), options)).Value);
        Assert.Equal("", (await Gateway.RunAsync(Gateway.Plan("customers?id=eq.0"), options)).Value);
    }

    [Fact]
    public async Task GeoJson_without_PostGIS_is_refused_by_the_server()
    {
        var refusal = await Gateway.RefusalAsync("customers", options: new(Rendering: RowRendering.GeoJson));

        Assert.Equal("42883", refusal.Code.Text);
        Assert.Contains("st_asgeojson", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task An_aggregate_of_the_schema_renders_rows(int version)
    {
        await using var gateway = await Gateway.OpenAsync(
            version,
            """
            CREATE TABLE t(id int PRIMARY KEY, name text);
            INSERT INTO t VALUES (1, 'a'), (2, 'b');
            CREATE DOMAIN "text/html" AS text;
            CREATE FUNCTION li(state "text/html", r t) RETURNS "text/html" LANGUAGE sql AS $$ SELECT (state || '<li>' || r.name)::"text/html" $$;
            CREATE AGGREGATE list(t) (SFUNC = li, STYPE = "text/html", INITCOND = '<ul>');
            """);
        var handler = new Rowgate.Core.Catalog.MediaHandler("text/html", new("public", "list"), new("public", "t"), null);

        var text = await gateway.RunAsync(gateway.Plan("t?order=id.desc"), new(Rendering: RowRendering.Handler, Handler: handler));

        Assert.Equal("<ul><li>b<li>a", text.Value);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_plan_is_one_row(bool asJson, bool analyze)
    {
        var options = new ReadOptions(Rendering: RowRendering.Plan, Explain: new(asJson, analyze, Verbose: true, Settings: true, Buffers: analyze, Wal: true));

        var outcome = await Gateway.Database.ReadAsync(
            Gateway.Plan("orders?id=eq.10"), options, RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        var batch = (await rows.NextAsync(TestContext.Current.CancellationToken)).Value;

        Assert.Equal(1, batch.Count);
        var text = System.Text.Encoding.UTF8.GetString(batch[0].Span);
        if (asJson)
            Assert.Equal(analyze, JsonNode.Parse(text)![0]!["Plan"]!.AsObject().ContainsKey("Actual Rows"));
        else
            Assert.Contains("\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_mark_tells_what_the_rows_show_even_when_others_write_before_they_are_read(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, "CREATE TABLE t(id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        var before = await gateway.Lease.QueryAsync<string>("INSERT INTO t VALUES (2) RETURNING pg_current_xact_id()::text");

        var outcome = await gateway.Database.ReadAsync(
            gateway.Plan("t?order=id"), new(WithMark: true), RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        var after = await gateway.Lease.QueryAsync<string>("INSERT INTO t VALUES (3) RETURNING pg_current_xact_id()::text");

        var mark = Assert.IsType<VisibilityMark>(rows.Mark);
        Assert.True(mark.Contains(before!, SourcePosition.None));
        Assert.False(mark.Contains(after!, SourcePosition.None));
        Assert.True(mark.LogEnd > SourcePosition.None);
        Assert.Equal("""[{"id":1},{"id":2}]""", Gateway.Compact($"[{(await Gateway.TextAsync(rows)).Value}]"));
    }

    [Fact]
    public async Task A_stream_that_is_left_early_gives_its_connection_back()
    {
        await using var gateway = await Gateway.OpenAsync(
            15,
            "CREATE VIEW big AS SELECT g AS id, repeat('x', 1000) AS filler FROM generate_series(1, 300000) g",
            options => options with { PoolSize = 2, PoolWaitMax = TimeSpan.FromSeconds(5) });
        for (var round = 0; round < 5; round++)
        {
            await using var rows = (await gateway.Database.ReadAsync(
                gateway.Plan("big?id=gt.0"), default, RequestSession.Own, TestContext.Current.CancellationToken)).Value!;
            Assert.True((await rows.NextAsync(TestContext.Current.CancellationToken)).Value.Count > 0);
        }
    }

    private static async Task<long?> TotalAsync(Gateway gateway, string query, CountMethod method)
    {
        var outcome = await gateway.Database.ReadAsync(
            gateway.Plan(query), new(method), RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        await using var rows = outcome.Value;
        return rows.Total;
    }
}
