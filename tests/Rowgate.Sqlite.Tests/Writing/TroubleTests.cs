using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Writing;

/// <summary>What is not the caller's fault: full disks, foreign locks, impatience.</summary>
public sealed class TroubleTests
{
    [Fact]
    public async Task A_full_disk_leaves_nothing_half_done_and_needs_no_restart()
    {
        await using var file = ShopFile.Create("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
        var rows = string.Join(',', Enumerable.Range(0, 200).Select(_ => $$"""{"v":"{{new string('x', 1000)}}"}"""));
        await SetPagesMaxAsync(file, 10);

        var refusal = await file.RefusalAsync(file.Insert("t", $"[{rows}]", "v"));

        Assert.Equal((RefusalCode.DiskFull, 507), (refusal.Code, refusal.Code.HttpStatus));
        Assert.Equal("0", file.Text("SELECT count(*) FROM t"));
        Assert.Equal(1, (await file.WriteAsync(file.Insert("t", """[{"v":"small"}]""", "v"))).Affected);

        await SetPagesMaxAsync(file, 100_000);
        Assert.Equal(200, (await file.WriteAsync(file.Insert("t", $"[{rows}]", "v"))).Affected);
        Assert.Equal("ok", file.Text("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Under_a_foreign_lock_everybody_in_line_is_told_to_come_back()
    {
        await using var file = ShopFile.Create("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
        using var foreign = file.Connect();
        foreign.Execute("BEGIN IMMEDIATE");

        var refusals = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => Task.Run(() => file.RefusalAsync(file.Insert("t", "[{}]")), TestContext.Current.CancellationToken)));

        Assert.All(refusals, refusal => Assert.Equal((RefusalCode.DatabaseBusy, true), (refusal.Code, refusal.RetryAfter > TimeSpan.Zero)));
        foreign.Execute("ROLLBACK");
        Assert.Equal(1, (await file.WriteAsync(file.Insert("t", "[{}]"))).Affected);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_in_time_writes_nothing()
    {
        await using var file = ShopFile.Create("""
            CREATE TABLE t(id INTEGER PRIMARY KEY);
            CREATE TABLE n(v);
            WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i WHERE v < 3000) INSERT INTO n SELECT v FROM i;
            CREATE TRIGGER slow AFTER INSERT ON t BEGIN SELECT count(*) FROM n a, n b, n c WHERE a.v + b.v = c.v % 7; END;
            """);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await file.Database.WriteAsync(file.Insert("t", "[{}]"), default, RequestSession.Own, cancellation.Token));

        Assert.Equal("0", file.Text("SELECT count(*) FROM t"));
        file.Execute("DROP TRIGGER slow");
        Assert.Equal(1, (await file.WriteAsync(file.Insert("t", "[{}]"))).Affected);
    }

    // To SQLite it is the same whether the file system or this limit stops the file from growing.
    private static async Task SetPagesMaxAsync(ShopFile file, int pages) =>
        await file.Database.Writer.RunAsync(
            connection => connection.QueryInteger($"PRAGMA max_page_count={pages}"), TestContext.Current.CancellationToken);
}
