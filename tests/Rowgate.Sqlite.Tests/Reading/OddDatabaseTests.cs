using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Reading;

/// <summary>Databases as they are met: odd names, other encodings, modules, strict tables, broken parts.</summary>
public sealed class OddDatabaseTests
{
    [Fact]
    public async Task Names_may_be_anything()
    {
        await using var file = ShopFile.Create("""
            CREATE TABLE "my ""table""; --"("id?1" INTEGER PRIMARY KEY, "select" TEXT, "ключ ' " JSON);
            CREATE TABLE child(id INTEGER PRIMARY KEY, "par ent" REFERENCES "my ""table""; --"("id?1"));
            """);
        var table = file.Relation("my \"table\"; --");

        await file.WriteAsync(new Core.Query.Plans.InsertPlan
        {
            Target = table,
            Columns = table.Columns,
            Rows = Encoding.UTF8.GetBytes("""[{"id?1":1,"select":"x","ключ ' ":{"a\"b":2}}]"""),
        });
        await file.WriteAsync(file.Insert("child", """[{"par ent":1}]""", "par ent"));

        Assert.Equal(
            """[{"id":1,"t":{"select":"x","a\"b":2}}]""",
            await file.ReadAsync("child?select=id,t:\"my%20\\\"table\\\"%3B%20--\"(select,\"ключ%20'%20\"->\"a\\\"b\")"));
    }

    [Fact]
    public async Task A_database_in_UTF_16_reads_and_writes_like_any_other()
    {
        await using var file = ShopFile.Create("PRAGMA encoding='UTF-16le'; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, j JSON)");

        await file.WriteAsync(file.Insert("t", """[{"v":"日本 😀","j":{"k":"é"}}]""", "v", "j"));

        Assert.Equal("""[{"id":1,"v":"日本 😀","k":"é"}]""", await file.ReadAsync("t?select=id,v,j->>k&v=like.*😀&j->>k=eq.é"));
    }

    [Fact]
    public async Task A_full_text_table_is_read_and_written()
    {
        await using var file = ShopFile.Create("CREATE VIRTUAL TABLE notes USING fts5(title, body)");

        var inserted = await file.WriteAsync(file.Insert("notes?select=title", """[{"title":"a","body":"x"},{"title":"b"}]""", "title", "body"));
        var updated = await file.WriteAsync(file.Update("notes?title=eq.b&select=title,body", """{"body":"y"}""", "body"));
        var deleted = await file.WriteAsync(file.Delete("notes?title=eq.a&select=body"));

        Assert.Equal((2, 1, 1), (inserted.Affected, updated.Affected, deleted.Affected));
        Assert.Equal("""{"title":"b","body":"y"}""", Encoding.UTF8.GetString(updated.Rows.Json.Span));
        Assert.Equal("""{"body":"x"}""", Encoding.UTF8.GetString(deleted.Rows.Json.Span));
        Assert.Equal("""[{"title":"b","body":"y"}]""", await file.ReadAsync("notes"));
    }

    [Fact]
    public async Task A_strict_table_and_a_view_with_triggers_are_written()
    {
        await using var file = ShopFile.Create("""
            CREATE TABLE t(id INTEGER PRIMARY KEY, n INT, v ANY) STRICT;
            CREATE VIEW w AS SELECT id, n FROM t;
            CREATE TRIGGER u INSTEAD OF UPDATE ON w BEGIN UPDATE t SET n = new.n WHERE id = old.id; END;
            CREATE TRIGGER d INSTEAD OF DELETE ON w BEGIN DELETE FROM t WHERE id = old.id; END;
            """);
        await file.WriteAsync(file.Insert("t", """[{"n":1,"v":"1"},{"n":2,"v":2}]""", "n", "v"));

        var updated = await file.WriteAsync(file.Update("w?n=eq.2&select=id,n", """{"n":5}""", "n"));
        var deleted = await file.WriteAsync(file.Delete("w?id=eq.1&select=id"));

        Assert.Equal("""{"id":2,"n":5}""", Encoding.UTF8.GetString(updated.Rows.Json.Span));
        Assert.Equal((1, 1, """{"id":1}"""), (updated.Affected, deleted.Affected, Encoding.UTF8.GetString(deleted.Rows.Json.Span)));
        Assert.Equal("""[{"id":2,"n":5,"v":2}]""", await file.ReadAsync("t"));
    }

    [Fact]
    public async Task What_the_database_lacks_is_named()
    {
        await using var file = ShopFile.Create("""
            CREATE TABLE p(a INTEGER); CREATE TABLE c(a INTEGER REFERENCES p(a));
            CREATE TABLE x(id INTEGER PRIMARY KEY);
            CREATE TRIGGER own AFTER INSERT ON x BEGIN SELECT our_function(new.id); END;
            """);

        var mismatch = await file.RefusalAsync(file.Insert("c", """[{"a":1}]""", "a"));
        var lacking = await file.RefusalAsync(file.Insert("x", "[{}]"));

        Assert.Equal((RefusalCode.DatabaseFault, RefusalCode.NotSupported), (mismatch.Code, lacking.Code));
        Assert.EndsWith("no such function: our_function", lacking.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_served_as_it_is()
    {
        await using var file = ShopFile.Create("CREATE TABLE t(v TEXT, j JSON); INSERT INTO t VALUES (CAST(x'2261ff' AS TEXT), '{\"a\":\"\\ud800\"}')");
        var plan = file.Bind("t?v=neq.x&j->>a=neq.y").Value!;
        await using var rows = (await file.Database.ReadAsync(plan, default, RequestSession.Own, TestContext.Current.CancellationToken)).Value!;
        var batch = (await rows.NextAsync(TestContext.Current.CancellationToken)).Value;

        Assert.Equal(1, batch.Count);
        Assert.Equal(0xff, batch.Json.Span["{\"v\":\"\\\"a"u8.Length]);
        var v = plan.Source.Find("v")!;
        Assert.True(file.Database.Rules.Compile(new(v, []), new(Core.Query.Syntax.ComparisonOperator.Neq, ["x"]))!([(byte)'"', (byte)'\\', (byte)'"', 0xff, (byte)'"']));
    }

    [Fact]
    public async Task A_sum_that_overflows_is_refused()
    {
        await using var file = ShopFile.Create("CREATE TABLE t(n INTEGER); INSERT INTO t VALUES (9223372036854775807), (1)");

        Assert.Equal(RefusalCode.ValueOutOfRange, (await file.RefusalAsync("t?select=n.sum()")).Code);
    }
}
