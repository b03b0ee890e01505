using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Tests.Writing;

namespace Rowgate.PostgreSql.Tests.Importing;

public sealed class ImportTests
{
    private const string Table = "CREATE TABLE item (id int PRIMARY KEY, name text DEFAULT 'none', price numeric, tags text[], doc json)";

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_with_commas_come_in_through_their_header(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Table);
        var outcome = await ImportAsync(gateway, ImportFormat.Csv, "id,name,price\r\n1,\"a,\"\"b\"\"\nc\",1.10\r\n2,NULL,NULL\r\n3,,5\r\n");
        Assert.Equal(3, outcome.Value!.Affected);
        Assert.Equal(
            """[{"id":1,"name":"a,\"b\"\nc","price":1.10},{"id":2,"name":null,"price":null},{"id":3,"name":"","price":5}]""",
            await gateway.ReadAsync("item?select=id,name,price&order=id"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Objects_on_lines_come_in_by_their_types(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Table);
        var outcome = await ImportAsync(
            gateway, ImportFormat.NdJson, "{\"id\":1,\"name\":\"NULL\",\"price\":1.50,\"tags\":[\"a,b\",null,\"q\\\"\"],\"doc\":{\"k\":[1]}}\n\n{\"id\":2,\"name\":null,\"price\":null,\"tags\":[],\"doc\":null}");
        Assert.Equal(2, outcome.Value!.Inserted);
        Assert.Equal(
            """[{"id":1,"name":"NULL","price":1.50,"tags":["a,b",null,"q\""],"doc":{"k":[1]}},{"id":2,"name":null,"price":null,"tags":[],"doc":null}]""",
            await gateway.ReadAsync("item?order=id"));
    }

    [Fact]
    public async Task A_bad_line_is_named_and_nothing_is_written()
    {
        await using var gateway = await Gateway.OpenAsync(15, Table);
        var wrong = (await ImportAsync(gateway, ImportFormat.Csv, "id,price\n1,2\n2,x\n")).Refusal!;
        Assert.Equal("22P02", wrong.Code.Text);
        Assert.Contains("In line 3.", wrong.Details, StringComparison.Ordinal);
        Assert.Equal(RefusalCode.PayloadColumnNotFound, (await ImportAsync(gateway, ImportFormat.Csv, "id,color\n1,2\n")).Refusal!.Code);
        var other = (await ImportAsync(gateway, ImportFormat.NdJson, "{\"id\":1}\n{\"id\":2,\"name\":\"x\"}")).Refusal!;
        Assert.Equal(("All object keys must match", "In line 2."), (other.Message, other.Details));
        Assert.Equal("In line 2.", (await ImportAsync(gateway, ImportFormat.NdJson, "{\"id\":1}\n{\"id\":")).Refusal!.Details);
        Assert.Equal("23505", (await ImportAsync(gateway, ImportFormat.NdJson, "{\"id\":1}\n{\"id\":1}")).Refusal!.Code.Text);
        Assert.Equal("[]", await gateway.ReadAsync("item"));
    }

    // Before 18, the server takes such a line for the end of the data.
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_line_that_is_only_a_backslash_and_a_dot_is_a_value_like_any_other(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Table);
        var plain = await ImportAsync(gateway, ImportFormat.Csv, "name,id\n\"a\n\\.\nb\",1\n\\.,2\nlast,3\n");
        var objects = await ImportAsync(gateway, ImportFormat.NdJson, """{"id":4,"name":"c\n\\.\nd"}""" + "\n" + """{"id":5,"name":"\\."}""");
        await gateway.Lease.ExecuteAsync("CREATE TABLE line (text text)");
        await gateway.Database.RefreshAsync(TestContext.Current.CancellationToken);
        var lines = await ImportAsync(gateway, ImportFormat.Csv, "text\nfirst\n\\.\n\\.x\n\\\nlast\n\\.", "line");

        Assert.Equal((3, 2, 6), (plain.Value!.Affected, objects.Value!.Affected, lines.Value!.Affected));
        Assert.Equal(
            """[{"name":"a\n\\.\nb"},{"name":"\\."},{"name":"last"},{"name":"c\n\\.\nd"},{"name":"\\."}]""",
            await gateway.ReadAsync("item?select=name&order=id"));
        Assert.Equal(
            """[{"text":"first"},{"text":"\\."},{"text":"\\.x"},{"text":"\\"},{"text":"last"},{"text":"\\."}]""", await gateway.ReadAsync("line"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Views_and_tables_with_row_security_take_rows_too_all_or_none(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Table + """
            ; CREATE VIEW shown AS SELECT id, name, tags, doc FROM item;
            CREATE TABLE secret (id int PRIMARY KEY, owner varchar(4)); ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON secret FOR INSERT WITH CHECK (owner <> 'them');
            DO $$ BEGIN CREATE ROLE importer; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            GRANT INSERT ON secret TO importer;
            """);
        var role = new RequestSession("importer", IsAnonymous: false);
        var rows = string.Join('\n', Enumerable.Range(1, 12_000).Select(id => $"{id},me"));

        var view = await ImportAsync(gateway, ImportFormat.Csv, "id,name,tags,doc\n1,\"a,\"\"b\"\"\nc\",\"{x,y}\",\"{\"\"k\"\": [1]}\"\r\n2,NULL,NULL,\"{\"\"k\"\": 2}\"", "shown");
        var objects = await ImportAsync(gateway, ImportFormat.NdJson, """{"id":3,"name":"NULL","tags":["q\"",null],"doc":[1]}""", "shown");
        var secured = await ImportAsync(gateway, ImportFormat.Csv, "id,owner\n" + rows, "secret", role);
        var denied = await ImportAsync(gateway, ImportFormat.Csv, "id,owner\n20000,me\n20001,them\n", "secret", role);
        var tooLong = await ImportAsync(gateway, ImportFormat.Csv, "id,owner\n20000,much too long\n", "secret", role);
        var ragged = await ImportAsync(gateway, ImportFormat.Csv, "id,owner\n20000\n", "secret", role);

        Assert.Equal((2, 1, 12_000), (view.Value!.Affected, objects.Value!.Affected, secured.Value!.Affected));
        Assert.Equal(
            """[{"id":1,"name":"a,\"b\"\nc","tags":["x","y"],"doc":{"k":[1]}},{"id":2,"name":null,"tags":null,"doc":{"k":2}},{"id":3,"name":"NULL","tags":["q\"",null],"doc":[1]}]""",
            await gateway.ReadAsync("shown?order=id"));
        Assert.Equal(("42501", "22001"), (denied.Refusal!.Code.Text, tooLong.Refusal!.Code.Text));
        Assert.Equal(RefusalCode.BodyNotUnderstood, ragged.Refusal!.Code);
        var torn = await ImportAsync(gateway, ImportFormat.NdJson, """{"id":4,"name":"\ud800"}""", "shown");
        var tornName = await ImportAsync(gateway, ImportFormat.NdJson, """{"\ud800":4}""", "shown");
        Assert.Equal((RefusalCode.BodyNotUnderstood, RefusalCode.BodyNotUnderstood), (torn.Refusal!.Code, tornName.Refusal!.Code));
        Assert.Equal("""[{"count":12000}]""", await gateway.ReadAsync("secret?select=count()"));
    }

    [Fact]
    public async Task Arrays_of_documents_and_documents_in_types_of_one_s_own_mean_what_they_mean_in_a_write()
    {
        await using var gateway = await Gateway.OpenAsync(15, """
            CREATE TABLE item (id int PRIMARY KEY, docs jsonb[], words text[], area box)
            """);

        var done = await ImportAsync(
            gateway, ImportFormat.NdJson, """{"id":1,"docs":["1","a\"b",{"k":[1]},null,2],"words":["1","{}"],"area":"(1,1),(0,0)"}""", "item");
        var refused = await ImportAsync(gateway, ImportFormat.NdJson, """{"id":2,"docs":[],"words":[],"area":[1,2]}""", "item");

        Assert.Equal(1, done.Value!.Affected);
        Assert.Equal("""[{"docs":["1","a\"b",{"k":[1]},null,2],"words":["1","{}"]}]""", await gateway.ReadAsync("item?select=docs,words"));
        Assert.Contains("\"[1,2]\"", refused.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_no_lost_database()
    {
        await using var gateway = await Gateway.OpenAsync(15, "CREATE TABLE item (id int PRIMARY KEY)");
        await using var body = new BrokenStream();
        var plan = new ImportPlan(gateway.Database.Catalog.Find(new("public", "item"))!, null, ImportFormat.Csv, null);

        var fault = await Assert.ThrowsAsync<IOException>(
            () => gateway.Database.ImportAsync(plan, body, RequestSession.Own, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal("too large", fault.Message);
        Assert.Equal("[]", await gateway.ReadAsync("item"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_domain_is_read_by_its_function_and_only_the_wanted_columns_are_filled(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Table + """
            ; CREATE DOMAIN color AS int;
            CREATE FUNCTION color_in(json) RETURNS color LANGUAGE sql IMMUTABLE AS $$ SELECT ('x' || lpad(substr($1 #>> '{}', 2), 8, '0'))::bit(32)::int::color $$;
            CREATE CAST (json AS color) WITH FUNCTION color_in(json) AS IMPLICIT;
            CREATE TABLE painted (id int PRIMARY KEY, c color);
            """);

        await ImportAsync(gateway, ImportFormat.Csv, "id,c\n1,#0000ff\n", "painted");
        await ImportAsync(gateway, ImportFormat.NdJson, """{"id":2,"c":"#000010"}""", "painted");
        var some = await ImportAsync(gateway, ImportFormat.Csv, "name,nobody,id\nx,y,1\n", "item", columns: "id,price");

        Assert.Equal("""[{"id":1,"c":255},{"id":2,"c":16}]""", await gateway.ReadAsync("painted?order=id"));
        Assert.True(some.Accepted, some.Refusal?.ToString());
        Assert.Equal("""[{"id":1,"name":"none","price":null}]""", await gateway.ReadAsync("item?select=id,name,price"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_inside_of_rows_come_in_as_JSON_or_as_the_text_of_their_type(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, """
            CREATE TYPE place AS (street text, zip int);
            CREATE DOMAIN home AS place;
            CREATE TABLE person (id int PRIMARY KEY, at place, all_of place[], home home);
            """);

        var lines = await ImportAsync(
            gateway,
            ImportFormat.NdJson,
            """
            {"id":1,"at":{"street":"a, \"b\"","zip":3000},"all_of":[{"zip":1},null,{"street":"x"}],"home":{"zip":7}}
            {"id":2,"at":null,"all_of":null,"home":null}
            {"id":3,"at":"(c,5)","all_of":[],"home":"(,6)"}
            """,
            "person");
        var csv = await ImportAsync(gateway, ImportFormat.Csv, "id,at,all_of\n4,\"(d,8)\",\"{\"\"(e,9)\"\"}\"\n", "person");
        var wrong = await ImportAsync(gateway, ImportFormat.NdJson, """{"id":5,"at":{"zip":"x"}}""", "person");

        Assert.True(lines.Accepted, lines.Refusal?.ToString());
        Assert.True(csv.Accepted, csv.Refusal?.ToString());
        Assert.Equal("22P02", wrong.Refusal!.Code.Text);
        Assert.Equal(
            """[{"id":1,"at":{"street":"a, \"b\"","zip":3000},"all_of":[{"street":null,"zip":1},null,{"street":"x","zip":null}],"home":{"street":null,"zip":7}},{"id":2,"at":null,"all_of":null,"home":null},{"id":3,"at":{"street":"c","zip":5},"all_of":[],"home":{"street":null,"zip":6}},{"id":4,"at":{"street":"d","zip":8},"all_of":[{"street":"e","zip":9}],"home":null}]""",
            await gateway.ReadAsync("person?order=id"));
    }

    private static async Task<Outcome<WriteResult>> ImportAsync(
        Gateway gateway, ImportFormat format, string body, string table = "item", RequestSession? session = null, string? columns = null)
    {
        using var rows = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var target = gateway.Table(table);
        return await gateway.Database.ImportAsync(
            new(target, columns is null ? null : target.Columns(columns), format, null),
            rows,
            session ?? RequestSession.Own,
            TestContext.Current.CancellationToken);
    }

    /// <summary>Some rows, and then no end.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public BrokenStream()
            : base("id\n1\n2\n"u8.ToArray())
        {
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("too large");
    }
}
