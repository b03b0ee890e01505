using System.Text;
using Rowgate.Access;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Tests;

public sealed class RequestGateTests
{
    private const string Schema =
        "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INT); INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3);"
        + "CREATE TABLE loose(x INT);";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_gives_rows()
    {
        await using var shop = new Shop(Schema);
        var read = await shop.Gate.ReadAsync(Read("t", "id=gt.1&select=id&order=id"), Cancelled);
        await using var rows = read.Value.Rows;
        Assert.Equal("""{"id":2},{"id":3}""", Encoding.UTF8.GetString(read.Value.First.Json.Span));
    }

    [Fact]
    public async Task A_limit_of_the_gate_cuts_every_read()
    {
        await using var shop = new Shop(Schema);
        shop.Gate.Limits = new BindOptions { RowsMax = 2 };
        var read = await shop.Gate.ReadAsync(Read("t", "select=id"), Cancelled);
        await using var rows = read.Value.Rows;
        Assert.Equal(2, read.Value.First.Count);
        Assert.Equal(2, read.Value.Plan.Limit);
    }

    [Fact]
    public async Task Only_a_count_gives_no_rows()
    {
        await using var shop = new Shop(Schema);
        var read = await shop.Gate.ReadAsync(Read("t", "id=gt.1") with { CountOnly = true }, Cancelled);
        await using var rows = read.Value.Rows;
        Assert.Equal(0, read.Value.First.Count);
        Assert.Equal(2, rows.Total);
        Assert.Null(read.Value.Plan.Limit);
    }

    [Fact]
    public async Task A_schema_that_moved_is_looked_at_again_once()
    {
        await using var shop = new Shop(Schema);
        shop.Execute("ALTER TABLE t RENAME COLUMN n TO amount");
        var read = await shop.Gate.ReadAsync(Read("t", "id=eq.1&select=amount"), Cancelled);
        Assert.True(read.Accepted, read.Refusal?.Message);
        await read.Value.Rows.DisposeAsync();
        var write = await shop.Gate.WriteAsync(Write(WriteKind.Insert, "t", "", """{"amount":7}"""), Cancelled);
        Assert.True(write.Accepted, write.Refusal?.Message);
        shop.Execute("ALTER TABLE t RENAME COLUMN amount TO total");
        write = await shop.Gate.WriteAsync(Write(WriteKind.Update, "t", "id=eq.1", """{"total":8}"""), Cancelled);
        Assert.True(write.Accepted, write.Refusal?.Message);
        Assert.Equal(1, write.Value.Result.Affected);
    }

    [Theory]
    [InlineData(AnonymousAccess.None, "PGRST302", "PGRST302")]
    [InlineData(AnonymousAccess.Read, null, "42501")]
    [InlineData(AnonymousAccess.Write, null, null)]
    public async Task Who_may_do_what_is_decided_before_the_database_is_asked(AnonymousAccess anonymous, string? read, string? write)
    {
        await using var shop = new Shop(Schema, anonymous);
        var plan = await shop.Gate.PlanAsync(Read("t", ""), Cancelled);
        Assert.Equal(read, plan.Refusal?.Code.Text);
        var written = await shop.Gate.WriteAsync(Write(WriteKind.Delete, "t", "id=eq.1"), Cancelled);
        Assert.Equal(write, written.Refusal?.Code.Text);
    }

    [Fact]
    public async Task Errors_tell_nothing_to_those_who_may_ask_nothing()
    {
        await using var shop = new Shop(Schema, AnonymousAccess.None);
        var plan = await shop.Gate.PlanAsync(Read("tt", ""), Cancelled);
        Assert.Equal(RefusalCode.AnonymousNotAllowed, plan.Refusal!.Code);
        var write = await shop.Gate.PlanAsync(Write(WriteKind.Insert, "t", "", "nonsense"), Cancelled);
        Assert.Equal(RefusalCode.AnonymousNotAllowed, write.Refusal!.Code);
    }

    [Theory]
    [InlineData("t", "", "id")]
    [InlineData("t", "on_conflict=name", "name")]
    [InlineData("loose", "", null)]
    public async Task An_upsert_is_on_the_named_key_or_the_primary_one(string table, string query, string? target)
    {
        await using var shop = new Shop(Schema);
        var plan = await shop.Gate.PlanAsync(
            Write(WriteKind.Insert, table, query, "{}") with { MergeDuplicates = true }, Cancelled);
        var conflict = Assert.IsType<InsertPlan>(plan.Value).OnConflict;
        Assert.Equal(target, conflict?.Target.Single().Name);
    }

    [Theory]
    [InlineData("id=eq.1", """{"id":1}""", null)]
    [InlineData("id=eq.1", """{"id":"1"}""", null)]
    [InlineData("id=eq.01", """{"id":1}""", null)]
    [InlineData("id=eq.1", """{"id":null}""", "PGRST115")]
    [InlineData("id=eq.null", """{"id":null}""", "PGRST115")]
    [InlineData("id=eq.1&id=eq.1", """{"id":1}""", "PGRST105")]
    [InlineData("id=not.eq.1", """{"id":1}""", "PGRST105")]
    [InlineData("id=in.(1)", """{"id":1}""", "PGRST105")]
    [InlineData("and=(id.eq.1)", """{"id":1}""", "PGRST105")]
    [InlineData("name=eq.a", """{"id":1}""", "PGRST105")]
    [InlineData("id=eq.1&limit=1", """{"id":1}""", "PGRST114")]
    [InlineData("id=eq.1", "[]", "PGRST115")]
    public async Task A_put_names_exactly_its_key(string query, string body, string? code)
    {
        await using var shop = new Shop(Schema);
        var plan = await shop.Gate.PlanAsync(Write(WriteKind.Put, "t", query, body), Cancelled);
        Assert.Equal(code, plan.Refusal?.Code.Text);
    }

    [Fact]
    public async Task Every_write_says_who_made_it()
    {
        await using var shop = new Shop(Schema);
        var plan = await shop.Gate.PlanAsync(Write(WriteKind.Delete, "t", ""), Cancelled);
        Assert.Equal(new(Caller.AnonymousRole, "r1"), plan.Value!.Actor);
    }

    private static ReadRequest Read(string table, string query) =>
        new(Caller.Anonymous, new("main", table), QueryParser.Parse(query).Value!);

    private static WriteRequest Write(WriteKind kind, string table, string query, string body = "") => new()
    {
        Caller = Caller.Anonymous,
        Id = "r1",
        Relation = new("main", table),
        Kind = kind,
        Query = QueryParser.Parse(query).Value!,
        Body = Encoding.UTF8.GetBytes(body),
    };
}
