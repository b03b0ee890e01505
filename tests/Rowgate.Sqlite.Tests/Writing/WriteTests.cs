using System.Text;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Writing;

public sealed class WriteTests
{
    private const string Head = """
        CREATE TABLE _rowgate_head(id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, actor TEXT);
        INSERT INTO _rowgate_head VALUES (1, 7, NULL);
        CREATE TABLE seen(actor TEXT);
        CREATE TRIGGER capture AFTER INSERT ON customers BEGIN
          INSERT INTO seen SELECT actor FROM _rowgate_head;
          UPDATE _rowgate_head SET last = last + 1;
        END;
        """;

    [Fact]
    public async Task One_insert_tells_its_key_and_shows_its_row_with_embeds()
    {
        await using var shop = ShopFile.Create();

        var result = await shop.WriteAsync(shop.Insert(
            "orders?select=id,status,customers(name)", """[{"customer_id":2,"status":"new","ignored":[1]}]""", "customer_id", "status"));

        Assert.Equal((1, 1, 1), (result.Affected, result.Inserted, result.Rows.Count));
        Assert.Equal(["14"], result.Key!);
        Assert.Equal("""{"id":14,"status":"new","customers":{"name":"Bob"}}""", Rows(result));
        Assert.Null(result.Position);
    }

    [Fact]
    public async Task Rows_in_bulk_are_written_in_order_and_a_missing_member_is_null_or_the_default()
    {
        await using var shop = ShopFile.Create();
        var insert = shop.Insert(
            "customers?select=id,name,country", """[{"id":9,"name":"Zoe"},{"name":"Yan","country":"fr"}]""", "id", "name", "country");

        var refusal = await shop.RefusalAsync(insert);
        Assert.Equal(RefusalCode.NotNullViolation, refusal.Code);
        Assert.Equal("null value in column \"country\" of relation \"customers\" violates not-null constraint", refusal.Message);

        var result = await shop.WriteAsync(insert with { MissingIsDefault = true });
        Assert.Equal("""{"id":9,"name":"Zoe","country":"de"},{"id":10,"name":"Yan","country":"fr"}""", Rows(result));
        Assert.Equal(2, result.Inserted);
        Assert.Null(result.Key);
    }

    [Fact]
    public async Task Every_kind_of_value_is_stored_as_it_is_read_back()
    {
        await using var shop = ShopFile.Create(
            "CREATE TABLE t(i INTEGER PRIMARY KEY, b BOOLEAN, r REAL, d NUMERIC, s TEXT, x BLOB, j JSON, a, u UUID, w TIMESTAMP)");
        const string Row = """{"i":9223372036854775807,"b":true,"r":1.5,"d":12.25,"s":"é\"\n\u0001","x":"\\x00ff","j":{"a":[1,2.50]},"a":"5","u":"6f9619ff-8b86-d011-b42d-00c04fc964ff","w":"2026-01-01T00:00:00"}""";

        await shop.WriteAsync(shop.Insert("t", $"[{Row}]", "i", "b", "r", "d", "s", "x", "j", "a", "u", "w"));

        Assert.Equal($"[{Row}]", await shop.ReadAsync("t"));
        Assert.Equal("integer real text blob text text", shop.Text("SELECT typeof(b)||' '||typeof(r)||' '||typeof(s)||' '||typeof(x)||' '||typeof(j)||' '||typeof(a) FROM t"));
    }

    [Theory]
    [InlineData("orders", "customer_id", """{"customer_id":"abc"}""", "22P02", "invalid input syntax for type integer: \"abc\"")]
    [InlineData("orders", "customer_id", """{"customer_id":1.5}""", "22P02", "invalid input syntax for type integer: \"1.5\"")]
    [InlineData("orders", "customer_id", """{"customer_id":true}""", "22P02", "invalid input syntax for type integer: \"true\"")]
    [InlineData("orders", "customer_id", """{"customer_id":9223372036854775808}""", "22003", "value \"9223372036854775808\" is out of range for type bigint")]
    [InlineData("customers", "vip", """{"vip":2}""", "22P02", "invalid input syntax for type boolean: \"2\"")]
    [InlineData("products", "photo", """{"photo":"\\x0"}""", "22P02", "invalid hexadecimal data: \"\\x0\"")]
    [InlineData("products", "price", """{"price":1e400}""", "22003", "\"1e400\" is out of range for type double precision")]
    [InlineData("products", "title", """{"title":"a\u0000b"}""", "22P02", "unsupported Unicode escape sequence")]
    [InlineData("products", "title", """{"title":"\ud800"}""", "22P02", "invalid input syntax for type json")]
    [InlineData("products", "price_gross", """{"price_gross":1}""", "428C9", "cannot insert a non-DEFAULT value into column \"price_gross\"")]
    [InlineData("orders", "total", """{"total":-1}""", "23514", "new row for relation \"orders\" violates check constraint \"total >= 0\"")]
    [InlineData("orders", "status", """{"status":"void"}""", "23514", "new row for relation \"orders\" violates check constraint \"orders_no_void\"")]
    [InlineData("orders", "customer_id", """{"customer_id":99}""", "23503", "insert or update on table \"orders\" violates foreign key constraint \"orders_customer_id_fkey\"")]
    [InlineData("open_orders", "total", """{"total":1}""", "55000", "cannot insert into view \"open_orders\"")]
    public async Task A_bad_row_is_refused_by_name_and_changes_nothing(string table, string column, string row, string code, string message)
    {
        await using var shop = ShopFile.Create();
        var before = await shop.ReadAsync(table);

        var refusal = await shop.RefusalAsync(shop.Insert(table, $"[{row}]", column));

        Assert.Equal((code, message), (refusal.Code.Text, refusal.Message));
        Assert.Equal(before, await shop.ReadAsync(table));
    }

    [Fact]
    public async Task A_duplicate_names_the_key_and_undoes_the_rows_before_it()
    {
        await using var shop = ShopFile.Create();

        var refusal = await shop.RefusalAsync(shop.Insert(
            "customers", """[{"name":"New","email":"n@x"},{"name":"Dup","email":"ADA@example.com"}]""", "name", "email"));

        Assert.Equal(RefusalCode.UniqueViolation, refusal.Code);
        Assert.Equal("duplicate key value violates unique constraint \"customers_email_key\"", refusal.Message);
        Assert.Equal("Key (email)=(ADA@example.com) already exists.", refusal.Details);
        Assert.Equal("3", shop.Text("SELECT count(*) FROM customers"));
    }

    [Fact]
    public async Task An_upsert_merges_or_ignores_and_counts_what_is_new()
    {
        await using var shop = ShopFile.Create();
        var plan = shop.Insert(
            "products?select=sku,title", """[{"sku":"a","title":"Pear"},{"sku":"c","title":"Cake"}]""", "sku", "title");
        var key = plan.Target.Find("sku")!;

        var merged = await shop.WriteAsync(plan with { OnConflict = new([key], Merge: true) });
        Assert.Equal((2, 1), (merged.Affected, merged.Inserted));
        Assert.Equal("""{"sku":"a","title":"Pear"},{"sku":"c","title":"Cake"}""", Rows(merged));

        var ignored = await shop.WriteAsync(plan with { OnConflict = new([key], Merge: false) });
        Assert.Equal((0, 0, 0), (ignored.Affected, ignored.Inserted, ignored.Rows.Count));

        var refusal = await shop.RefusalAsync(plan with { OnConflict = new([plan.Target.Find("title")!], Merge: true) });
        Assert.Equal(RefusalCode.ConflictTargetNotUnique, refusal.Code);
    }

    [Fact]
    public async Task Rows_that_each_name_other_columns_take_the_defaults_of_the_rest()
    {
        await using var shop = ShopFile.Create("CREATE TABLE t(a TEXT DEFAULT 'A', b TEXT DEFAULT 'B', c TEXT DEFAULT 'C', n INTEGER PRIMARY KEY)");
        string[] names = ["a", "b", "c"];
        var rows = Enumerable.Range(1, 64).Select(n =>
            "{" + string.Join(",", names.Where((_, bit) => (n >> bit & 1) == 1).Select(name => $"\"{name}\":\"{n}\"").Append($"\"n\":{n}")) + "}");

        var result = await shop.WriteAsync(shop.Insert("t", $"[{string.Join(",", rows)}]", "a", "b", "c", "n") with { MissingIsDefault = true });

        Assert.Equal(64, result.Inserted);
        Assert.Equal("A,B,C", shop.Text("SELECT a || ',' || b || ',' || c FROM t WHERE n = 8"));
        Assert.Equal("13,B,13", shop.Text("SELECT a || ',' || b || ',' || c FROM t WHERE n = 13"));
        Assert.Equal("63,63,63", shop.Text("SELECT a || ',' || b || ',' || c FROM t WHERE n = 63"));
    }

    [Fact]
    public async Task A_put_must_have_the_key_of_its_url()
    {
        await using var shop = ShopFile.Create();
        var plan = shop.Insert("products?select=sku", """[{"sku":"z","title":"Zest"}]""", "sku", "title");
        plan = plan with { OnConflict = new([plan.Target.Find("sku")!], Merge: true), PutKey = ["\"y\""] };

        Assert.Equal(RefusalCode.PutKeyMismatch, (await shop.RefusalAsync(plan)).Code);
        Assert.Equal(1, (await shop.WriteAsync(plan with { PutKey = ["\"z\""] })).Inserted);
        Assert.Equal(0, (await shop.WriteAsync(plan with { PutKey = ["\"z\""] })).Inserted);
    }

    [Fact]
    public async Task An_update_changes_the_rows_that_match_and_shows_them()
    {
        await using var shop = ShopFile.Create();

        var result = await shop.WriteAsync(shop.Update(
            "orders?customer_id=eq.1&select=id,status,customers(name)", """{"status":"done"}""", "status"));

        Assert.Equal(2, result.Affected);
        Assert.Equal(
            """{"id":10,"status":"done","customers":{"name":"Ada"}},{"id":11,"status":"done","customers":{"name":"Ada"}}""", Rows(result));
    }

    [Fact]
    public async Task An_update_of_the_key_shows_the_row_under_its_new_key()
    {
        await using var shop = ShopFile.Create();

        var items = await shop.WriteAsync(shop.Update(
            "order_items?order_id=eq.11&select=order_id,sku", """{"order_id":12}""", "order_id"));
        var product = await shop.RefusalAsync(shop.Update("products?sku=eq.a", """{"sku":"q"}""", "sku"));

        Assert.Equal("""{"order_id":12,"sku":"a"}""", Rows(items));
        Assert.Equal("update or delete on table \"products\" violates foreign key constraint \"order_items_sku_fkey\" on table \"order_items\"", product.Message);
    }

    [Fact]
    public async Task A_delete_shows_what_was_there_and_keeps_what_others_refer_to()
    {
        await using var shop = ShopFile.Create();

        var result = await shop.WriteAsync(shop.Delete("orders?id=eq.10&select=id,products(sku)&products.order=sku"));
        var refusal = await shop.RefusalAsync(shop.Delete("customers?id=eq.1"));

        Assert.Equal("""{"id":10,"products":[{"sku":"a"},{"sku":"b"}]}""", Rows(result));
        Assert.Equal(RefusalCode.ForeignKeyViolation, refusal.Code);
        Assert.Equal("1", shop.Text("SELECT count(*) FROM order_items"));
    }

    [Fact]
    public async Task An_inner_embed_chooses_the_rows_that_are_shown_and_not_those_that_are_written()
    {
        await using var shop = ShopFile.Create();

        var update = await shop.WriteAsync(shop.Update(
            "orders?id=gte.12&select=id,customers!inner(name)", """{"status":"done"}""", "status"));
        var delete = await shop.WriteAsync(shop.Delete("orders?id=gte.12&select=id,customers!inner(name)"));

        Assert.Equal((2, """{"id":12,"customers":{"name":"Bob"}}"""), (update.Affected, Rows(update)));
        Assert.Equal((2, """{"id":12,"customers":{"name":"Bob"}}"""), (delete.Affected, Rows(delete)));
        Assert.Equal("2", shop.Text("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task Rows_inserted_into_a_virtual_table_are_shown()
    {
        await using var file = ShopFile.Create("CREATE VIRTUAL TABLE docs USING fts5(title, body)");

        var result = await file.WriteAsync(file.Insert(
            "docs?select=title", """[{"title":"a","body":"x"},{"title":"b","body":"y"}]""", "title", "body"));

        Assert.Equal((2, """{"title":"a"},{"title":"b"}"""), (result.Affected, Rows(result)));
    }

    [Fact]
    public async Task Too_many_or_not_exactly_one_undoes_the_write()
    {
        await using var shop = ShopFile.Create();
        var delete = shop.Delete("orders?status=eq.open");

        var tooMany = await shop.RefusalAsync(delete with { AffectedMax = 2 });
        var notOne = await shop.RefusalAsync(delete with { IsSingular = true });
        var undone = await shop.WriteAsync(delete with { IsRolledBack = true });

        Assert.Equal((RefusalCode.TooManyAffected, RefusalCode.NotSingular), (tooMany.Code, notOne.Code));
        Assert.Equal("The result contains 3 rows", notOne.Details);
        Assert.Equal(3, undone.Affected);
        Assert.Equal("4", shop.Text("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task A_captured_write_carries_its_actor_and_tells_its_position()
    {
        await using var shop = ShopFile.Create(ShopFile.Schema + Head);
        var plan = shop.Insert("customers", """[{"name":"Eve"}]""", "name") with { Actor = new Actor("web", "r\"1") };
        plan = plan with { MissingIsDefault = true };
        var woken = 0;
        shop.Database.Committed += (_, _) => woken++;

        var result = await shop.WriteAsync(plan);
        var nothing = await shop.WriteAsync(shop.Delete("customers?id=eq.0"));

        Assert.Equal(new SourcePosition(8), result.Position);
        Assert.Null(nothing.Position);
        Assert.Equal("""{"service":"web","request":"r\"1"}""", shop.Text("SELECT actor FROM seen"));
        Assert.Null(shop.Text("SELECT actor FROM _rowgate_head"));
        Assert.Equal(2, woken);
        await using var rows = (await shop.Database.ReadAsync(
            shop.Bind("customers").Value!, new ReadOptions(CountMethod.Exact, WithMark: true), RequestSession.Own, TestContext.Current.CancellationToken)).Value!;
        Assert.Equal((4, new LinearMark(new SourcePosition(8))), (rows.Total, rows.Mark));
    }

    [Fact]
    public async Task A_trigger_may_refuse_and_a_view_may_be_written_through_one()
    {
        await using var shop = ShopFile.Create(ShopFile.Schema + """
            CREATE TRIGGER no_bob BEFORE DELETE ON customers WHEN old.name = 'Bob' BEGIN SELECT RAISE(ABORT, 'Bob stays'); END;
            CREATE TRIGGER through INSTEAD OF INSERT ON open_orders BEGIN
              INSERT INTO orders(id, customer_id, total) VALUES (new.id, new.customer_id, new.total); END;
            """);

        var refusal = await shop.RefusalAsync(shop.Delete("customers?name=eq.Bob"));
        var result = await shop.WriteAsync(shop.Insert("open_orders?select=id,total", """[{"id":50,"total":3}]""", "id", "total"));

        Assert.Equal((RefusalCode.RaisedByDatabase, "Bob stays"), (refusal.Code, refusal.Message));
        Assert.Equal(1, result.Affected);
        Assert.Equal("""{"id":50,"total":3}""", Rows(result));
    }

    [Fact]
    public async Task Writers_take_turns_and_a_foreign_lock_is_waited_for()
    {
        await using var shop = ShopFile.Create("CREATE TABLE n(id INTEGER PRIMARY KEY, v INTEGER)");
        using var foreign = shop.Connect();
        foreign.Execute("BEGIN IMMEDIATE; INSERT INTO n(v) VALUES (0)");

        var writes = Enumerable.Range(1, 50)
            .Select(value => Task.Run(() => shop.WriteAsync(shop.Insert("n", $$"""[{"v":{{value}}}]""", "v")), TestContext.Current.CancellationToken))
            .ToArray();
        foreign.Execute("COMMIT");
        await Task.WhenAll(writes);

        Assert.Equal("51", shop.Text("SELECT count(*) FROM n"));
    }

    [Fact]
    public async Task An_insert_without_columns_makes_a_row_of_defaults()
    {
        await using var shop = ShopFile.Create("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT DEFAULT 'x')");

        await shop.WriteAsync(shop.Insert("t", "[{},{}]"));
        await shop.WriteAsync(shop.Insert("t", "[]"));

        Assert.Equal("""[{"id":1,"v":"x"},{"id":2,"v":"x"}]""", await shop.ReadAsync("t"));
    }

    private static string Rows(WriteResult result) => Encoding.UTF8.GetString(result.Rows.Json.Span);
}
