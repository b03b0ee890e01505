using Rowgate.Core.Changes;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Capture;

public sealed class SqliteChangeSourceTests
{
    private const string Orders = "CREATE TABLE orders(id INTEGER PRIMARY KEY, status TEXT UNIQUE, total REAL, paid BOOLEAN);";

    [Fact]
    public async Task Inserts_updates_and_deletes_come_with_complete_images()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("INSERT INTO orders VALUES (1, 'open', 0.1, 1)");
        capture.Writer.Execute("UPDATE orders SET status = 'paid', paid = 0 WHERE id = 1");
        capture.Writer.Execute("DELETE FROM orders");

        Assert.Equal(
            [
                """insert orders [1,"open",0.1,true]""",
                """update orders [1,"open",0.1,true] -> [1,"paid",0.1,false]""",
                """delete orders [1,"paid",0.1,false]""",
            ],
            (await capture.TakeAsync()).Select(transaction => Assert.Single(transaction.Lines)));
    }

    [Theory]
    [InlineData("INSERT OR REPLACE INTO orders VALUES (1, 'b', 9, 0)", "delete orders [1,\"a\",1,false]", "delete orders [2,\"b\",2,false]", "insert orders [1,\"b\",9,false]")]
    [InlineData("REPLACE INTO orders(status) VALUES ('b')", "delete orders [2,\"b\",2,false]", "insert orders [4,\"b\",null,null]")]
    [InlineData("UPDATE OR REPLACE orders SET status = 'b' WHERE id = 1", "delete orders [2,\"b\",2,false]", "update orders [1,\"a\",1,false] -> [1,\"b\",1,false]")]
    [InlineData("UPDATE OR REPLACE orders SET id = 3 WHERE id = 1", "delete orders [3,null,3,false]", "update orders [1,\"a\",1,false] -> [3,\"a\",1,false]")]
    [InlineData("UPDATE orders SET id = 7 WHERE id = 1", "update orders [1,\"a\",1,false] -> [7,\"a\",1,false]")]
    [InlineData("INSERT OR IGNORE INTO orders VALUES (1, 'x', 1, 0), (8, 'b', 1, 0), (9, 'z', 1, 0)", "insert orders [9,\"z\",1,false]")]
    [InlineData("INSERT INTO orders VALUES (5, 'b', 7, 1) ON CONFLICT(status) DO UPDATE SET total = 7", "update orders [2,\"b\",2,false] -> [2,\"b\",7,false]")]
    [InlineData("INSERT INTO orders VALUES (5, 'b', 7, 1) ON CONFLICT DO NOTHING; DELETE FROM orders WHERE id = 3", "delete orders [3,null,3,false]")]
    [InlineData("DELETE FROM orders", "delete orders [1,\"a\",1,false]", "delete orders [2,\"b\",2,false]", "delete orders [3,null,3,false]")]
    [InlineData("PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO orders VALUES (1, 'b', 9, 0)", "delete orders [1,\"a\",1,false]", "delete orders [2,\"b\",2,false]", "insert orders [1,\"b\",9,false]")]
    public async Task Each_form_of_write_comes_as_the_rows_it_changed(string statement, params string[] lines)
    {
        await using var capture = new CaptureFixture(Orders + "INSERT INTO orders VALUES (1, 'a', 1, 0), (2, 'b', 2, 0), (3, null, 3, 0)");
        await capture.StartAsync();

        capture.Writer.Execute(statement);

        Assert.Equal(lines, (await capture.TakeAsync()).SelectMany(transaction => transaction.Lines));
    }

    [Theory]
    [InlineData("9e999", "\"Infinity\"")]
    [InlineData("-9e999", "\"-Infinity\"")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("1e300", "1E+300")]
    [InlineData("x'00fF'", "\"\\\\x00ff\"")]
    [InlineData("x''", "\"\\\\x\"")]
    [InlineData("'a' || char(0) || char(31) || '\"\\/' || char(10) || 'ü'", "\"a\\u0000\\u001f\\\"\\\\/\\nü\"")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("null", "null")]
    [InlineData("''", "\"\"")]
    public async Task Every_value_arrives_exactly(string value, string literal)
    {
        await using var capture = new CaptureFixture("CREATE TABLE things(value);");
        await capture.StartAsync();

        capture.Writer.Execute($"INSERT INTO things VALUES ({value})");

        Assert.Equal([$"insert things [{literal}]"], Assert.Single(await capture.TakeAsync()).Lines);
    }

    [Fact]
    public async Task The_declared_type_chooses_the_reading_of_a_value()
    {
        await using var capture = new CaptureFixture("CREATE TABLE things(flag BOOLEAN, document JSON, plain TEXT);");
        await capture.StartAsync();

        capture.Writer.Execute("""INSERT INTO things VALUES (1, '{"a": [1, "x\n"]}', '{"a":1}'), (2, '{broken', null)""");

        Assert.Equal(
            ["""insert things [true,{"a": [1, "x\n"]},"{\"a\":1}"]""", """insert things [2,"{broken",null]"""],
            Assert.Single(await capture.TakeAsync()).Lines);
    }

    [Fact]
    public async Task Tables_without_rowids_are_captured_by_their_key()
    {
        await using var capture = new CaptureFixture(
            "CREATE TABLE stock(shop TEXT COLLATE NOCASE, item INT, amount, PRIMARY KEY (shop, item)) WITHOUT ROWID;");
        await capture.StartAsync();

        capture.Writer.Execute("INSERT INTO stock VALUES ('A', 1, 5), ('b', 1, 6)");
        capture.Writer.Execute("REPLACE INTO stock VALUES ('a', 1, 7)");
        capture.Writer.Execute("UPDATE stock SET item = 2 WHERE shop = 'b'");
        capture.Writer.Execute("UPDATE OR REPLACE stock SET shop = 'A', item = 1 WHERE shop = 'b'");
        capture.Writer.Execute("DELETE FROM stock");

        Assert.Equal(
            [
                "insert stock [A,1,5]", "insert stock [b,1,6]", "delete stock [A,1,5]", "insert stock [a,1,7]",
                "update stock [b,1,6] -> [b,2,6]", "delete stock [a,1,7]", "update stock [b,2,6] -> [A,1,6]", "delete stock [A,1,6]",
            ],
            (await capture.TakeAsync()).SelectMany(transaction => transaction.Lines).Select(line => line.Replace("\"", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rows_replaced_by_partial_and_expression_indexes_are_seen()
    {
        await using var capture = new CaptureFixture("""
            CREATE TABLE users(id INTEGER PRIMARY KEY, email TEXT, active INT, "odd "" name" TEXT);
            CREATE UNIQUE INDEX by_email ON users(lower(email), coalesce("odd "" name", ',)') DESC) WHERE active = 1;
            INSERT INTO users VALUES (1, 'Ada@x', 1, null), (2, 'ada@x', 0, null);
            """);
        await capture.StartAsync();

        capture.Writer.Execute("INSERT OR REPLACE INTO users VALUES (3, 'ADA@X', 1, null)");
        capture.Writer.Execute("INSERT OR REPLACE INTO users VALUES (4, 'ADA@X', 0, null)");

        Assert.Equal(
            ["""delete users [1,"Ada@x",1,null]""", """insert users [3,"ADA@X",1,null]""", """insert users [4,"ADA@X",0,null]"""],
            (await capture.TakeAsync()).SelectMany(transaction => transaction.Lines));
    }

    [Fact]
    public async Task Cascades_and_other_triggers_come_in_the_order_of_their_changes()
    {
        await using var capture = new CaptureFixture("""
            PRAGMA foreign_keys = ON;
            CREATE TABLE parents(id INTEGER PRIMARY KEY, seen INT DEFAULT 0);
            CREATE TABLE children(id INTEGER PRIMARY KEY, parent INT REFERENCES parents ON DELETE CASCADE ON UPDATE CASCADE);
            CREATE TRIGGER touch AFTER UPDATE OF seen ON parents WHEN NEW.seen < 3 BEGIN
              UPDATE parents SET seen = seen + 1 WHERE id = NEW.id;
            END;
            CREATE TRIGGER brood AFTER INSERT ON parents BEGIN INSERT INTO children(parent) VALUES (NEW.id); END;
            """);
        await capture.StartAsync();

        capture.Writer.Execute("INSERT INTO parents(id) VALUES (1)");
        capture.Writer.Execute("UPDATE parents SET seen = 1");
        capture.Writer.Execute("UPDATE parents SET id = 9");
        capture.Writer.Execute("DELETE FROM parents");

        Assert.Equal(
            [
                ["insert parents [1,0]", "insert children [1,1]"],
                ["update parents [1,0] -> [1,1]", "update parents [1,1] -> [1,2]"],
                ["update children [1,1] -> [1,9]", "update parents [1,2] -> [9,2]"],
                ["delete children [1,9]", "delete parents [9,2]"],
            ],
            (await capture.TakeAsync()).Select(transaction => transaction.Lines));
    }

    [Fact]
    public async Task What_was_rolled_back_is_not_seen()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("BEGIN; INSERT INTO orders(id) VALUES (1); ROLLBACK");
        capture.Writer.Execute("BEGIN; INSERT INTO orders(id) VALUES (2); SAVEPOINT s; INSERT INTO orders(id) VALUES (3); ROLLBACK TO s; INSERT INTO orders(id) VALUES (4); COMMIT");

        Assert.Equal(
            ["insert orders [2,null,null,null]", "insert orders [4,null,null,null]"],
            Assert.Single(await capture.TakeAsync()).Lines);
    }

    [Fact]
    public async Task The_actor_comes_with_the_transaction_and_with_no_other()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        capture.Writer.Execute("""
            BEGIN; UPDATE _rowgate_head SET actor = '{"service":"web","request":"r1"}'; INSERT INTO orders(id) VALUES (1);
            UPDATE _rowgate_head SET actor = NULL; COMMIT;
            """);
        capture.Writer.Execute("INSERT INTO orders(id) VALUES (2)");

        Assert.Equal([new Actor("web", "r1"), null], (await capture.TakeAsync()).Select(transaction => transaction.Info.Actor));
    }

    [Fact]
    public async Task A_large_transaction_arrives_whole_in_parts_of_bounded_size()
    {
        await using var capture = new CaptureFixture("CREATE TABLE numbers(n INTEGER PRIMARY KEY);");
        await capture.StartAsync();

        capture.Writer.Execute("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 50000) INSERT INTO numbers SELECT n FROM c");
        capture.Writer.Execute("INSERT INTO numbers VALUES (0)");

        var transactions = await capture.TakeAsync();
        Assert.Equal([50000, 1], transactions.Select(transaction => transaction.Changes.Count));
        Assert.Equal(50000u, transactions[0].Info.Position.Value);
    }

    [Fact]
    public async Task A_write_of_another_process_is_seen_at_once()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();

        await capture.ShellAsync("INSERT INTO orders(id) VALUES (1); BEGIN; INSERT INTO orders(id) VALUES (2); INSERT INTO orders(id) VALUES (3); COMMIT;");

        Assert.Equal([1, 2], (await capture.TakeAsync()).Select(transaction => transaction.Changes.Count));
    }

    [Fact]
    public async Task Commits_wake_the_capture_long_before_its_next_poll()
    {
        await using var capture = new CaptureFixture(Orders, new() { PollInterval = TimeSpan.FromHours(1) });
        await capture.StartAsync();
        var seen = capture.TakeUntilAsync(_ => true);

        // More than one: a commit is written a moment before it can be read, and the next one brings it along.
        await Eventually.TrueAsync(() =>
        {
            capture.Writer.Execute("INSERT INTO orders(status) VALUES (NULL)");
            return seen.IsCompleted;
        });

        Assert.NotEmpty(await seen);
    }

    [Fact]
    public async Task What_the_journal_holds_is_deleted_from_the_change_table()
    {
        await using var capture = new CaptureFixture(Orders, new() { TrimInterval = TimeSpan.Zero });
        await capture.StartAsync();

        capture.Writer.Execute("INSERT INTO orders(id) VALUES (1), (2), (3)");
        await capture.TakeAsync();

        await Eventually.TrueAsync(() => capture.Writer.QueryInteger("SELECT count(*) FROM _rowgate_change") == 0);
        capture.Writer.Execute("DELETE FROM orders WHERE id = 2");
        Assert.Equal(4u, (await capture.TakeAsync())[^1].Info.Position.Value);
    }

    [Fact]
    public async Task A_new_journal_begins_with_what_happens_from_now_on()
    {
        await using var capture = new CaptureFixture(Orders, new() { TrimInterval = TimeSpan.Zero });
        await capture.StartAsync();
        capture.Writer.Execute("INSERT INTO orders(id) VALUES (1), (2)");
        await capture.TakeAsync();
        await Eventually.TrueAsync(() => capture.Writer.QueryInteger("SELECT trimmed FROM _rowgate_head") > 0);
        await capture.StopAsync();

        await capture.StartAsync(after: 0);
        capture.Writer.Execute("DELETE FROM orders WHERE id = 1");

        var transaction = Assert.Single(await capture.TakeAsync());
        Assert.Equal(["delete orders [1,null,null,null]"], transaction.Lines);
    }

    [Fact]
    public async Task A_second_capture_of_the_same_file_is_refused_until_the_first_ends()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();
        var second = new Following(new("main", capture.Path, new(), TimeProvider.System), default);
        var refused = await Assert.ThrowsAsync<DatabaseException>(second.ReadyAsync);
        Assert.Contains("Another Rowgate", refused.Message, StringComparison.Ordinal);
        await second.DisposeAsync();

        await capture.StopAsync();
        await capture.StartAsync();
    }

    [Fact]
    public async Task A_foreign_checkpoint_that_truncates_the_WAL_need_not_wait()
    {
        await using var capture = new CaptureFixture(Orders);
        await capture.StartAsync();
        capture.Writer.Execute("INSERT INTO orders(id) VALUES (1)");
        await capture.TakeAsync();

        Assert.Equal(0, capture.Writer.QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)"));

        capture.Writer.Execute("INSERT INTO orders(id) VALUES (2)");
        Assert.Equal(2, (await capture.TakeAsync()).Count);
    }
}
