using System.Text;
using System.Text.Json.Nodes;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Reading;

public sealed class StreamTests
{
    private const string Many = """
        CREATE TABLE n(id INTEGER PRIMARY KEY, label TEXT);
        WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i WHERE v < 20000)
        INSERT INTO n SELECT v, 'row number ' || v FROM i;
        """;

    [Fact]
    public async Task A_large_result_comes_in_batches_whose_rows_can_be_told_apart()
    {
        await using var file = ShopFile.Create(Many);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var rows = (await file.Database.ReadAsync(
            file.Bind("n?order=id").Value!, new ReadOptions(CountMethod.Exact), RequestSession.Own, cancellationToken)).Value!;
        var next = 1;
        var batches = 0;

        while ((await rows.NextAsync(cancellationToken)).Value is { Count: > 0 } batch)
        {
            batches++;
            Assert.InRange(batch.Json.Length, 1, 70_000);
            for (var index = 0; index < batch.Count; index++)
                Assert.Equal($$"""{"id":{{next}},"label":"row number {{next++}}"}""", Encoding.UTF8.GetString(batch[index].Span));
        }

        Assert.Equal((20_001, 20_000L), (next, rows.Total));
        Assert.InRange(batches, 10, 100);
    }

    [Fact]
    public async Task All_batches_and_the_total_show_one_snapshot()
    {
        await using var file = ShopFile.Create(Many);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var rows = (await file.Database.ReadAsync(
            file.Bind("n?select=id").Value!, new ReadOptions(CountMethod.Exact), RequestSession.Own, cancellationToken)).Value!;
        var first = (await rows.NextAsync(cancellationToken)).Value.Count;

        file.Execute("DELETE FROM n");

        var rest = JsonNode.Parse(await ShopFile.TextAsync(rows, cancellationToken))!.AsArray().Count;
        Assert.Equal((20_000, 20_000L), (first + rest, rows.Total));
    }

    [Fact]
    public async Task Cancelling_stops_a_statement_that_runs()
    {
        await using var file = ShopFile.Create(Many + "CREATE VIEW endless AS SELECT count(*) AS c FROM n a, n b, n c WHERE a.label > b.label || c.label;");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var rows = (await file.Database.ReadAsync(file.Bind("endless").Value!, default, RequestSession.Own, cancellation.Token)).Value!;

        cancellation.CancelAfter(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rows.NextAsync(cancellation.Token));
        Assert.Equal("""[{"id":1,"label":"row number 1"}]""", await file.ReadAsync("n?id=eq.1"));
    }

    [Fact]
    public async Task More_readers_than_connections_wait_for_each_other()
    {
        await using var file = ShopFile.Create(Many);

        var answers = await Task.WhenAll(Enumerable.Range(1, 200).Select(id => Task.Run(() => file.ReadAsync($"n?select=id&id=eq.{id}"))));

        Assert.Equal(Enumerable.Range(1, 200).Select(id => $$"""[{"id":{{id}}}]"""), answers);
    }

    [Fact]
    public async Task A_plan_of_an_older_schema_is_refused_and_the_new_one_is_read()
    {
        await using var file = ShopFile.Create(Many);
        var plan = file.Bind("n?select=label").Value!;
        file.Execute("ALTER TABLE n RENAME COLUMN label TO title");

        var cancellationToken = TestContext.Current.CancellationToken;
        await using var rows = (await file.Database.ReadAsync(plan, default, RequestSession.Own, cancellationToken)).Value!;
        var refusal = (await rows.NextAsync(cancellationToken)).Refusal!;

        Assert.Equal(RefusalCode.ColumnNotFound, refusal.Code);
        Assert.NotNull(file.Relation("n").Find("title"));
        Assert.Equal("""[{"title":"row number 7"}]""", await file.ReadAsync("n?select=title&id=eq.7"));
    }
}
