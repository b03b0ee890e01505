using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Sqlite.Rules;

namespace Rowgate.Sqlite.Tests.Reading;

/// <summary>What one small request may cost.</summary>
public sealed class LimitTests
{
    private const string Circle = """
        CREATE TABLE employees(id INTEGER PRIMARY KEY, label TEXT);
        CREATE TABLE orders(id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employees);
        CREATE INDEX orders_employee ON orders(employee_id);
        INSERT INTO employees VALUES (1, 'Eve');
        WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i WHERE v < 3000) INSERT INTO orders SELECT v, 1 FROM i;
        """;

    private const string Endless = """
        CREATE TABLE t(id INTEGER PRIMARY KEY);
        CREATE VIEW endless AS WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i) SELECT count(*) AS c FROM i;
        CREATE TRIGGER slow AFTER INSERT ON t BEGIN SELECT c FROM endless; END;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders?limit=1&select=employees(orders(employees(orders(employees(orders(id))))))")]
    [InlineData("orders?limit=1&select=employees(...orders(...employees(...orders(...employees(...orders(id))))))")]
    [InlineData("orders?limit=1&select=...employees(orders(...employees(orders(id))))")]
    public async Task Embeds_in_circles_are_refused_before_one_row_fills_the_memory(string query)
    {
        await using var file = ShopFile.Create(Circle);

        var refusal = await file.RefusalAsync(query);

        Assert.Equal((RefusalCode.QueryTooComplex, "The embeds of one row have more than 33554432 bytes"), (refusal.Code, refusal.Message));
        Assert.Contains("limit", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal("""[{"id":7}]""", await file.ReadAsync("orders?select=id&id=eq.7"));
    }

    [Fact]
    public async Task Many_rows_with_small_embeds_may_have_more_together_than_one()
    {
        await using var file = ShopFile.Create(Circle);

        var text = await file.ReadAsync("orders?limit=900&select=employees(orders(id,employee_id))");

        Assert.InRange(text.Length, 40 << 20, int.MaxValue);
    }

    [Theory]
    [InlineData("like")]
    [InlineData("ilike")]
    public async Task A_pattern_that_takes_too_long_is_refused(string comparison)
    {
        await using var file = ShopFile.Create("CREATE TABLE t(v TEXT); INSERT INTO t SELECT replace(hex(zeroblob(500000)), '0', 'a')");

        var refusal = await file.RefusalAsync($"t?v={comparison}.*{new string('a', 500)}b*");

        Assert.Equal((RefusalCode.QueryTooComplex, "A pattern takes too long on a text of this column"), (refusal.Code, refusal.Message));
        Assert.Equal("[]", await file.ReadAsync($"t?v={comparison}.*ab*&select=v"));
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_is_told_apart_in_process()
    {
        await using var file = ShopFile.Create("CREATE TABLE t(v TEXT)");
        var filter = (Core.Query.Plans.FieldPredicate)file.Bind($"t?v=like.*{new string('a', 500)}b*").Value!.Filter!;
        var test = SqliteRules.Instance.Compile(filter.Field, filter.Operation)!;
        var literal = System.Text.Encoding.UTF8.GetBytes($"\"{new string('a', 1_000_000)}\"");

        var refused = Assert.Throws<RefusedException>(() => test(literal));

        Assert.Equal(RefusalCode.QueryTooComplex, refused.Refusal.Code);
    }

    [Fact]
    public async Task A_long_pattern_is_refused()
    {
        await using var file = ShopFile.Create("CREATE TABLE t(v TEXT)");

        Assert.Equal(RefusalCode.QueryTooComplex, (await file.RefusalAsync($"t?v=like.{new string('a', 1001)}")).Code);
        Assert.Equal("[]", await file.ReadAsync($"t?v=like.{new string('a', 1000)}"));
    }

    [Fact]
    public async Task Readers_that_keep_every_connection_make_others_come_back_later()
    {
        await using var file = ShopFile.Create(Circle);
        file.Database.Readers.WaitMax = TimeSpan.FromMilliseconds(20);
        var plan = file.Bind("orders").Value!;
        var slow = new List<RowStream>();
        Outcome<RowStream> last;
        while ((last = await file.Database.ReadAsync(plan, default, RequestSession.Own, Token)).Accepted && slow.Count < 1000)
            slow.Add(last.Value);

        Assert.InRange(slow.Count, 16, 999);
        Assert.Equal((RefusalCode.DatabaseBusy, TimeSpan.FromSeconds(1)), (last.Refusal!.Code, last.Refusal.RetryAfter));
        foreach (var rows in slow)
            await rows.DisposeAsync();
        Assert.Equal("""[{"id":7}]""", await file.ReadAsync("orders?select=id&id=eq.7"));
    }

    [Fact]
    public async Task A_statement_that_works_too_long_is_stopped()
    {
        await using var file = ShopFile.Create(Endless);
        file.Database.Readers.WorkMax = TimeSpan.FromMilliseconds(50);

        Assert.Equal(RefusalCode.StatementTimeout, (await file.RefusalAsync("endless")).Code);
        Assert.Equal("[]", await file.ReadAsync("t"));
        Assert.Equal(RefusalCode.StatementTimeout, (await file.RefusalAsync(file.Insert("t", "[{}]"))).Code);
        Assert.Equal("0", file.Text("SELECT count(*) FROM t"));
        file.Execute("DROP TRIGGER slow");
        Assert.Equal(1, (await file.WriteAsync(file.Insert("t", "[{}]"))).Affected);
    }

    [Fact]
    public async Task A_write_that_would_show_too_much_is_refused_and_undone()
    {
        await using var file = ShopFile.Create("""
            CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, big TEXT);
            WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i WHERE v < 100001) INSERT INTO t(id, v) SELECT v, 'a' FROM i;
            UPDATE t SET big = replace(hex(zeroblob(500000)), '0', 'a') WHERE id <= 70;
            """);

        var rows = await file.RefusalAsync(file.Update("t?select=id", """{"v":"b"}""", "v"));
        var bytes = await file.RefusalAsync(file.Update("t?id=lte.70&select=*", """{"v":"b"}""", "v"));
        var deleted = await file.RefusalAsync(file.Delete("t?id=lte.70&select=*"));

        Assert.All([rows, bytes, deleted], refusal => Assert.Equal(RefusalCode.QueryTooComplex, refusal.Code));
        Assert.Contains("return=minimal", rows.Hint, StringComparison.Ordinal);
        Assert.Equal("100001", file.Text("SELECT count(*) FROM t WHERE v = 'a'"));
        Assert.Equal(100_001, (await file.WriteAsync(file.Update("t", """{"v":"b"}""", "v"))).Affected);
    }
}
