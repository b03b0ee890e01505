using Rowgate.Core.Changes;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>The schema changes under the feet of capture, by a shell that knows nothing of it.</summary>
public sealed class SchemaFollowingTests
{
    private const string Orders = """
        CREATE TABLE orders(id INTEGER PRIMARY KEY, status TEXT, total REAL);
        INSERT INTO orders VALUES (1, 'a', 1);
        """;

    private static readonly Func<Change, bool> SchemaChange = change => change is SchemaChanged;

    [Fact]
    public async Task An_added_column_is_followed()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("ALTER TABLE orders ADD COLUMN note TEXT DEFAULT 'n'");
        await capture.TakeUntilAsync(SchemaChange);
        capture.Writer.Execute("UPDATE orders SET note = 'x'");

        Assert.Equal(
            ["schema orders(id,status,total) -> orders(id,status,total,note)", """update orders [1,"a",1,"n"] -> [1,"a",1,"x"]"""],
            Lines(await capture.TakeAsync()));
    }

    [Fact]
    public async Task A_column_can_be_dropped_and_another_renamed_in_a_row()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        await capture.ShellAsync("ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders RENAME COLUMN status TO state;");
        await capture.TakeUntilAsync(change => change is SchemaChanged { After.Columns: [_, { Name: "state" }] });
        capture.Writer.Execute("DELETE FROM orders");

        var lines = Lines(await capture.TakeAsync());
        Assert.Equal("""delete orders [1,"a"]""", lines[^1]);
        Assert.All(lines[..^1], line => Assert.StartsWith("schema orders(", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_written_between_the_change_and_its_discovery_are_read_again()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();
        await capture.StopAsync();

        capture.Writer.Execute("ALTER TABLE orders RENAME COLUMN status TO state");
        capture.Writer.Execute("ALTER TABLE orders DROP COLUMN total");
        capture.Writer.Execute("ALTER TABLE orders ADD COLUMN note TEXT");
        capture.Writer.Execute("INSERT INTO orders VALUES (2, 'b', 'n2'), (3, 'c', 'n3')");
        capture.Writer.Execute("DELETE FROM orders WHERE id = 3");
        await capture.StartAsync();

        Assert.Equal(
            [
                """insert orders [2,"b",null]""", """insert orders [3,"c",null]""", """delete orders [3,"c",null]""",
                "schema orders(id,status,total) -> orders(id,state,note)", """read orders [2,"b","n2"]""",
            ],
            Lines(await capture.TakeUntilAsync(change => change is RowRead)));
    }

    [Fact]
    public async Task A_renamed_table_stays_captured_under_its_new_name()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("ALTER TABLE orders RENAME TO purchases");
        await capture.TakeUntilAsync(SchemaChange);
        capture.Writer.Execute("DELETE FROM purchases");

        Assert.Equal(
            ["schema orders(id,status,total) -> purchases(id,status,total)", """delete purchases [1,"a",1]"""],
            Lines(await capture.TakeAsync()));
    }

    [Fact]
    public async Task Two_tables_that_swap_their_names_are_told_apart()
    {
        await using var capture = new CaptureFixture(Orders + "CREATE TABLE olds(id INTEGER PRIMARY KEY);");
        await capture.StartAsync();

        capture.Writer.Execute("BEGIN; ALTER TABLE orders RENAME TO t; ALTER TABLE olds RENAME TO orders; ALTER TABLE t RENAME TO olds; COMMIT");
        await capture.TakeUntilAsync(SchemaChange);
        capture.Writer.Execute("INSERT INTO orders VALUES (7)");

        Assert.Equal(
            ["insert orders [7]", "schema olds(id) -> orders(id)", "schema orders(id,status,total) -> olds(id,status,total)"],
            Lines(await capture.TakeAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_dropped_table_ends_and_a_new_one_begins_with_its_rows()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("BEGIN; DROP TABLE orders; CREATE TABLE items(n INT); INSERT INTO items VALUES (1), (2); COMMIT");
        await capture.TakeUntilAsync(SchemaChange);
        capture.Writer.Execute("INSERT INTO items VALUES (3)");

        Assert.Equal(
            ["schema orders(id,status,total) -> none", "schema none -> items(n)", "read items [1]", "read items [2]", "insert items [3]"],
            Lines(await capture.TakeAsync()));
    }

    [Fact]
    public async Task A_rebuilt_table_is_read_anew()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        await capture.ShellAsync("""
            PRAGMA foreign_keys = OFF; BEGIN;
            CREATE TABLE new_orders(id INTEGER PRIMARY KEY, status TEXT NOT NULL);
            INSERT INTO new_orders SELECT id, status FROM orders;
            DROP TABLE orders; ALTER TABLE new_orders RENAME TO orders;
            COMMIT; INSERT INTO orders VALUES (2, 'b');
            """);
        var lines = Lines(await capture.TakeUntilAsync(change => change is RowRead));

        Assert.Equal("schema orders(id,status,total) -> orders(id,status)", lines[0]);
        Assert.Equal("truncate orders", lines[1]);
        Assert.Contains("""read orders [1,"a"]""", lines);
        capture.Writer.Execute("UPDATE orders SET status = 'z'");
        Assert.Equal("""update orders [2,"b"] -> [2,"z"]""", Lines(await capture.TakeAsync())[^1]);
    }

    [Fact]
    public async Task A_new_unique_index_is_looked_at_by_REPLACE()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();
        await capture.StopAsync();

        // The row 1 goes unseen: so all rows are read anew.
        capture.Writer.Execute("CREATE UNIQUE INDEX by_status ON orders(status); REPLACE INTO orders VALUES (2, 'a', 2)");
        await capture.StartAsync();
        Assert.Equal(
            ["""insert orders [2,"a",2]""", "truncate orders", """read orders [2,"a",2]"""],
            Lines(await capture.TakeUntilAsync(change => change is RowRead)));

        capture.Writer.Execute("REPLACE INTO orders VALUES (3, 'a', 3)");
        Assert.Equal(["""delete orders [2,"a",2]""", """insert orders [3,"a",3]"""], Lines(await capture.TakeAsync())[^2..]);
    }

    [Fact]
    public async Task A_trigger_made_later_does_not_get_ahead_of_capture()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("""
            CREATE TRIGGER touch AFTER UPDATE ON orders WHEN NEW.total < 3 BEGIN UPDATE orders SET total = total + 1 WHERE id = NEW.id; END
            """);
        await Eventually.TrueAsync(() =>
            capture.Writer.QueryText("SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid DESC LIMIT 1") != "touch");
        capture.Writer.Execute("UPDATE orders SET total = 2");

        Assert.Equal(
            ["""update orders [1,"a",1] -> [1,"a",2]""", """update orders [1,"a",2] -> [1,"a",3]"""],
            Lines(await capture.TakeAsync()));
    }

    [Fact]
    public async Task A_vacuum_that_moves_every_page_changes_nothing()
    {
        await using var capture = new CaptureFixture("CREATE TABLE waste(x); INSERT INTO waste SELECT randomblob(100000); " + Orders);
        await capture.StartAsync();
        capture.Writer.Execute("DROP TABLE waste");
        await capture.TakeUntilAsync(SchemaChange);

        for (var n = 10; n < 20; n++)
        {
            capture.Writer.Execute($"INSERT INTO orders(id) VALUES ({n})");
            if (n is 12 or 17)
                await capture.ShellAsync("VACUUM;");
        }

        var transactions = await capture.TakeAsync();
        Assert.Equal(10, transactions.Count(transaction => transaction.Lines is [var only] && only.StartsWith("insert", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unchanged_schema_is_left_alone()
    {
        await using var capture = new CaptureFixture("""
            CREATE TABLE "Odd ""name"" t"(id INTEGER PRIMARY KEY, "rowid" TEXT, "new" INT UNIQUE, "a ""b" AS ("new" + 1) UNIQUE);
            CREATE TABLE new(a, b, PRIMARY KEY (b, a)) WITHOUT ROWID;
            CREATE TABLE plain(x COLLATE NOCASE UNIQUE, y);
            CREATE UNIQUE INDEX odd ON plain(x || ',' || y, y COLLATE RTRIM ASC) WHERE y IN (1, ')');
            """);
        await capture.StartAsync();
        await capture.StopAsync();
        var version = capture.Writer.QueryInteger("PRAGMA schema_version");

        await capture.StartAsync();
        capture.Writer.Execute("""INSERT INTO "Odd ""name"" t"(id, "rowid", "new") VALUES (1, 'r', 2)""");
        capture.Writer.Execute("""REPLACE INTO "Odd ""name"" t"(id, "rowid", "new") VALUES (2, 's', 2)""");

        Assert.Equal(
            ["""insert Odd "name" t [1,"r",2,3]""", """delete Odd "name" t [1,"r",2,3]""", """insert Odd "name" t [2,"s",2,3]"""],
            Lines(await capture.TakeAsync()));
        Assert.Equal(version, capture.Writer.QueryInteger("PRAGMA schema_version"));
    }

    [Fact]
    public async Task Removal_leaves_nothing_behind_and_a_new_start_reads_everything_anew()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();
        capture.Writer.Execute("INSERT INTO orders VALUES (2, 'b', 2)");
        var last = (await capture.TakeAsync())[^1].Info.Position.Value;
        await capture.StopAsync();

        Assert.Equal(11, (await capture.Source.RemoveAsync(TestContext.Current.CancellationToken)).Count);
        Assert.Equal(1, capture.Writer.QueryInteger("SELECT count(*) FROM sqlite_schema"));
        capture.Writer.Execute("DELETE FROM orders WHERE id = 1");

        await capture.StartAsync(last);
        Assert.Equal(
            ["schema none -> orders(id,status,total)", "truncate orders", """read orders [2,"b",2]"""],
            Lines(await capture.TakeAsync()));
    }

    private static string[] Lines(IReadOnlyList<CapturedTransaction> transactions) =>
        [.. transactions.SelectMany(transaction => transaction.Lines)];
}
