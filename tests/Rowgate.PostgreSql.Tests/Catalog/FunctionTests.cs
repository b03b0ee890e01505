using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Tests.Catalog;

public sealed class FunctionTests
{
    private const string Schema =
        """
        CREATE SCHEMA other;
        CREATE TABLE people (id int PRIMARY KEY, first text, last text, boss int REFERENCES people);
        CREATE TABLE pets (id int PRIMARY KEY, owner int);
        CREATE TABLE other.things (id int, what text);
        CREATE TYPE point2 AS (x int, y numeric(4,1));
        CREATE DOMAIN age AS int CHECK (VALUE > 0);
        CREATE DOMAIN spot AS point2;
        CREATE FUNCTION add(a int, b int DEFAULT 2, VARIADIC more int[] DEFAULT '{}') RETURNS int LANGUAGE sql IMMUTABLE
            SET statement_timeout = '1s' SET search_path = 'public', 'other' AS 'SELECT a + b';
        COMMENT ON FUNCTION add IS 'Adds';
        CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql STABLE AS 'SELECT * FROM people';
        CREATE FUNCTION one() RETURNS people LANGUAGE sql AS 'SELECT * FROM people LIMIT 1';
        CREATE FUNCTION things() RETURNS SETOF other.things LANGUAGE sql AS 'SELECT * FROM other.things';
        CREATE FUNCTION place() RETURNS point2 LANGUAGE sql AS 'SELECT (1, 2)::point2';
        CREATE FUNCTION spotted() RETURNS spot LANGUAGE sql AS 'SELECT (1, 2)::point2';
        CREATE FUNCTION listed() RETURNS TABLE (n int, t text) LANGUAGE sql AS 'SELECT 1, ''a''';
        CREATE FUNCTION outs(a int, OUT b int, INOUT c text) LANGUAGE sql AS 'SELECT 1, ''a''';
        CREATE FUNCTION untyped() RETURNS record LANGUAGE sql AS 'SELECT 1, 2';
        CREATE FUNCTION ages() RETURNS SETOF age LANGUAGE sql AS 'SELECT 1::age';
        CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS '';
        CREATE FUNCTION body(json) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION unnamed(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION fixed(c char, b bit) RETURNS text LANGUAGE sql AS 'SELECT ''''';
        CREATE FUNCTION on_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION other.elsewhere() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE PROCEDURE proc() LANGUAGE sql AS '';
        CREATE FUNCTION full_name(people) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.first || $1.last';
        CREATE FUNCTION first(people) RETURNS text LANGUAGE sql STABLE AS 'SELECT ''hidden by the column''';
        CREATE FUNCTION several(people) RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT 1';
        CREATE FUNCTION pets_of(p people) RETURNS SETOF pets LANGUAGE sql STABLE AS 'SELECT * FROM pets WHERE owner = p.id';
        CREATE FUNCTION best_pet(people) RETURNS SETOF pets ROWS 1 LANGUAGE sql STABLE AS 'SELECT * FROM pets WHERE owner = $1.id';
        CREATE FUNCTION only_pet(people) RETURNS pets LANGUAGE sql STABLE AS 'SELECT * FROM pets WHERE owner = $1.id';
        CREATE DOMAIN color AS int;
        CREATE FUNCTION color_out(color) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT to_json($1::int)';
        CREATE FUNCTION color_in(json) RETURNS color LANGUAGE sql IMMUTABLE AS 'SELECT 1::color';
        CREATE FUNCTION color_text(text) RETURNS color LANGUAGE sql IMMUTABLE AS 'SELECT 1::color';
        CREATE CAST (color AS json) WITH FUNCTION color_out(color) AS IMPLICIT;
        CREATE CAST (json AS color) WITH FUNCTION color_in(json) AS IMPLICIT;
        CREATE CAST (text AS color) WITH FUNCTION color_text(text) AS IMPLICIT;
        CREATE TABLE painted (id int PRIMARY KEY, c color);
        CREATE DOMAIN "text/html" AS text;
        CREATE DOMAIN "*/*" AS bytea;
        CREATE FUNCTION index() RETURNS "text/html" LANGUAGE sql AS 'SELECT ''<p>''';
        CREATE FUNCTION file(name text) RETURNS "*/*" LANGUAGE sql AS 'SELECT ''''::bytea';
        CREATE FUNCTION add_html("text/html", people) RETURNS "text/html" LANGUAGE sql AS 'SELECT $1';
        CREATE AGGREGATE people_html(people) (SFUNC = add_html, STYPE = "text/html");
        CREATE FUNCTION add_any("text/html", anyelement) RETURNS "text/html" LANGUAGE sql AS 'SELECT $1';
        CREATE AGGREGATE any_html(anyelement) (SFUNC = add_any, STYPE = "text/html");
        """;

    [Theory]
    [InlineData("add", "add(a:integer, b:integer?, ...more:integer[]?) -> integer Immutable")]
    [InlineData("everybody", "everybody() -> SETOF public.people Stable")]
    [InlineData("one", "one() -> public.people Volatile")]
    [InlineData("things", "things() -> SETOF public.things(id:integer what:text) Volatile")]
    [InlineData("place", "place() -> public.place(x:integer y:numeric(4,1)) Volatile")]
    [InlineData("spotted", "spotted() -> public.spotted(x:integer y:numeric(4,1)) Volatile")]
    [InlineData("listed", "listed() -> SETOF public.listed(n:integer t:text) Volatile")]
    [InlineData("outs", "outs(a:integer, c:text) -> public.outs(b:integer c:text) Volatile")]
    [InlineData("untyped", "untyped() -> public.untyped() Volatile")]
    [InlineData("ages", "ages() -> SETOF public.age Volatile")]
    [InlineData("nothing", "nothing() -> void Volatile")]
    [InlineData("body", "body(:json) -> integer Volatile")]
    [InlineData("fixed", "fixed(c:character varying, b:bit varying) -> text Volatile")]
    [InlineData("unnamed", null)]
    [InlineData("on_change", null)]
    [InlineData("elsewhere", null)]
    [InlineData("proc", null)]
    [InlineData("people_html", null)]
    public async Task Functions_are_as_they_are_declared(string name, string? expected)
    {
        var catalog = await CatalogFixture.ReadAsync(15, Schema);
        Assert.Equal(expected, catalog.Functions.SingleOrDefault(function => function.Name.Name == name) is { } found ? Describe(catalog, found) : null);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Settings_and_comments_come_with_a_function(int version)
    {
        var add = Assert.Single((await CatalogFixture.ReadAsync(version, Schema)).FunctionsNamed(new("public", "add")));
        Assert.Equal([("statement_timeout", "1s"), ("search_path", "public, other")], add.Settings);
        Assert.Equal("Adds", add.Comment);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Functions_of_a_row_are_columns_and_relationships(int version)
    {
        var catalog = await CatalogFixture.ReadAsync(version, Schema);
        var people = catalog.Find(new("public", "people"))!;

        var column = Assert.Single(people.ComputedColumns);
        Assert.Equal(("full_name", -1, "text", new TableName("public", "full_name")), (column.Name, column.Ordinal, column.Type.Name, column.Function));
        Assert.Equal(
            ["best_pet ManyToOne pets", "only_pet ManyToOne pets", "pets_of OneToMany pets"],
            catalog.Relationships.From(people.Name).Where(way => way.Function is not null)
                .Select(way => $"{way.Name} {way.Cardinality} {way.Target.Name}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Domains_bring_representations_and_media_types(int version)
    {
        var catalog = await CatalogFixture.ReadAsync(version, Schema);

        Assert.Equal(
            new Representation(new("public", "color_out"), new("public", "color_in"), new("public", "color_text")),
            catalog.Find(new("public", "painted"))!.Find("c")!.Representation);
        Assert.Equal(
            [
                new("*/*", null, null, new TableName("public", "file")),
                new("text/html", new TableName("public", "any_html"), null, null),
                new MediaHandler("text/html", null, null, new TableName("public", "index")),
                new("text/html", new TableName("public", "people_html"), new TableName("public", "people"), null),
            ],
            catalog.MediaHandlers.Where(handler => handler.Function?.Name is not ("add_html" or "add_any"))
                .OrderBy(handler => $"{handler.MediaType} {handler.Aggregate}{handler.Function}", StringComparer.Ordinal));
    }

    private static string Describe(DatabaseCatalog catalog, Function function)
    {
        var parameters = function.Parameters.Select(parameter =>
            $"{(parameter.IsVariadic ? "..." : "")}{parameter.Name}:{parameter.Type.Name}{(parameter.IsRequired ? "" : "?")}");
        var result = function.Result switch
        {
            { IsVoid: true } => "void",
            { Type: { } type } => type.Name,
            { Rows: { } rows } when ReferenceEquals(rows, catalog.Find(rows.Name)) => $"{rows.Name}",
            { Rows: { } rows } => $"{rows.Name}({string.Join(' ', rows.Columns.Select(column => $"{column.Name}:{column.Type.Name}"))})",
            _ => "",
        };
        return $"{function.Name.Name}({string.Join(", ", parameters)}) -> {(function.Result.IsSet ? "SETOF " : "")}{result} {function.Volatility}";
    }
}
