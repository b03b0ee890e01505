using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Capture;

/// <summary>Values that have no JSON form, or a deep one, written where triggers capture.</summary>
public sealed class TriggerJsonTests
{
    private const string Schema = """
        CREATE TYPE level AS ENUM ('fine', 'refused', 'odd');
        CREATE FUNCTION shown(level) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
          IF $1 = 'refused' THEN RAISE 'no such level'; END IF;
          RETURN CASE $1 WHEN 'odd' THEN 'NaN' ELSE '{"n":1}' END; END $$;
        CREATE CAST (level AS json) WITH FUNCTION shown(level);
        CREATE DOMAIN height AS level;
        CREATE TYPE span AS (name text, low level);
        CREATE TABLE "a ""b"" c" (id int PRIMARY KEY, gone int, "a %I" text, level level, height height, levels level[], span span);
        ALTER TABLE "a ""b"" c" DROP COLUMN gone;
        """;

    public static TheoryData<int, string> Ways => new()
    {
        { 15, "" },
        { 18, "" },
        { 15, """CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER own AFTER INSERT ON "a ""b"" c" FOR EACH ROW EXECUTE FUNCTION own()""" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_has_no_JSON_form_is_told_as_its_text_and_nobody_s_write_fails(int version, string triggers)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema + triggers);
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("""
            INSERT INTO "a ""b"" c" VALUES (1, 'x', 'fine', 'fine', '{fine}', '(s,fine)'), (2, 'y"', 'refused', 'fine', NULL, NULL);
            INSERT INTO "a ""b"" c" VALUES (3, NULL, 'fine', 'odd', '{fine,odd}', '(s,refused)');
            UPDATE "a ""b"" c" SET level = 'refused';
            DELETE FROM "a ""b"" c" WHERE id = 3
            """);
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                """+ [1,"x",{"n":1},{"n":1},[{"n":1}],{"name":"s","low":{"n":1}}]""",
                """+ [2,"y\"","refused",{"n":1},null,null]""",
                """+ [3,null,{"n":1},"odd","{fine,odd}","(s,refused)"]""",
                """~ [1,"x",{"n":1},{"n":1},[{"n":1}],{"name":"s","low":{"n":1}}] [1,"x","refused",{"n":1},[{"n":1}],{"name":"s","low":{"n":1}}]""",
                """~ [2,"y\"","refused",{"n":1},null,null] [2,"y\"","refused",{"n":1},null,null]""",
                """~ [3,null,{"n":1},"odd","{fine,odd}","(s,refused)"] [3,null,"refused","odd","{fine,odd}","(s,refused)"]""",
                """- [3,null,"refused","odd","{fine,odd}","(s,refused)"]""",
            ],
            followed.Rows.Select(row => row.Replace("public.a \"b\" c", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_column_that_is_added_later_is_looked_after_too()
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(Schema + "CREATE TABLE later (id int PRIMARY KEY)");
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("ALTER TABLE later ADD level level");
        while (await database.QueryAsync<long>("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'later'::regclass AND tgnargs = 1") == 0)
        {
            await database.ExecuteAsync("INSERT INTO later SELECT coalesce(max(id), 0) + 1 FROM later");
            await DrainAsync(database, followed);
        }

        await database.ExecuteAsync("INSERT INTO later VALUES (0, 'refused')");
        await DrainAsync(database, followed);

        Assert.Equal("""+public.later [0,"refused"]""", followed.Rows.Last());
    }

    [Fact]
    public async Task Geometries_without_GeoJSON_are_hexadecimal_EWKB()
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(
            "CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis; CREATE TABLE places (id int PRIMARY KEY, place gis.geometry)");
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("""
            INSERT INTO places VALUES (1, 'POINT(1 2)'), (2, 'POINT EMPTY');
            INSERT INTO places VALUES (3, 'CIRCULARSTRING(0 0,1 1,2 0)'), (4, gis.ST_MakePoint('NaN', 1));
            """);
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                """+public.places [1,{"type":"Point","coordinates":[1,2]}]""",
                """+public.places [2,{"type":"Point","coordinates":[]}]""",
                $"""+public.places [3,"{await TextAsync(3)}"]""",
                $"""+public.places [4,"{await TextAsync(4)}"]""",
            ],
            followed.Rows);

        Task<string?> TextAsync(int id) => database.QueryAsync<string>($"SELECT place::text FROM places WHERE id = {id}");
    }

    [Fact]
    public async Task A_document_may_be_as_deep_as_the_server_takes_it()
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync("CREATE TABLE documents (id int PRIMARY KEY, body jsonb)");
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("INSERT INTO documents VALUES (1, (repeat('[', 5000) || repeat(']', 5000))::jsonb)");
        await DrainAsync(database, followed);

        Assert.Equal($"+public.documents [1,{new string('[', 5000)}{new string(']', 5000)}]", Assert.Single(followed.Rows));
    }

    private static Task<Followed> StartAsync(PostgresDatabaseLease database) =>
        Followed.StartAsync(new TriggerChangeSource("main", Followed.Options(database), TimeProvider.System));

    private static async Task DrainAsync(PostgresDatabaseLease database, Followed followed) =>
        await followed.DrainAsync((ulong)await database.QueryAsync<long>("SELECT (last_value + 1) << 24 FROM rowgate.look"));
}
