using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Capture;

public sealed class TriggerChangeSourceTests
{
    private const string Schema = """
        CREATE TABLE plain (id int PRIMARY KEY, name text, at timestamptz);
        CREATE TABLE keyless (a int, b jsonb);
        CREATE TABLE child (id int PRIMARY KEY, plain int REFERENCES plain ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE TABLE parted (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
        CREATE TABLE parted_a PARTITION OF parted FOR VALUES IN ('a');
        CREATE TABLE parted_b (k text NOT NULL, id int NOT NULL);
        ALTER TABLE parted ATTACH PARTITION parted_b FOR VALUES IN ('b');
        CREATE TABLE elder (id int PRIMARY KEY);
        CREATE TABLE younger (toy text) INHERITS (elder);
        """;

    public static TheoryData<int> Versions => [15, 18];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_kind_of_write_is_told_with_whole_rows(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema);
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("INSERT INTO plain VALUES (1, 'a\"b', '2020-01-01 00:00Z'), (2, NULL, NULL)");
        await database.ExecuteAsync("UPDATE plain SET id = CASE id WHEN 1 THEN 12 ELSE 11 END, name = 'x'");
        await database.ExecuteAsync("INSERT INTO plain VALUES (11, 'new', NULL), (13, 'three', NULL) ON CONFLICT (id) DO UPDATE SET name = excluded.name");
        await database.ExecuteAsync("INSERT INTO keyless VALUES (1, '{\"a\": 1.0}'), (1, '{\"a\": 1.0}'); UPDATE keyless SET a = 2; DELETE FROM keyless");
        await database.ExecuteAsync(database.Server.Version >= 15
            ? "MERGE INTO plain USING (VALUES (13), (14)) s(id) ON plain.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'merged', NULL)"
            : "DELETE FROM plain WHERE id = 13; INSERT INTO plain VALUES (14, 'merged', NULL)");
        await database.ExecuteAsync("TRUNCATE keyless");
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                """+public.plain [1,"a\"b","2020-01-01T00:00:00+00:00"]""",
                "+public.plain [2,null,null]",
                """~public.plain [1,"a\"b","2020-01-01T00:00:00+00:00"] [12,"x","2020-01-01T00:00:00+00:00"]""",
                """~public.plain [2,null,null] [11,"x",null]""",
                """~public.plain [11,"x",null] [11,"new",null]""",
                """+public.plain [13,"three",null]""",
                """+public.keyless [1,{"a": 1.0}]""",
                """+public.keyless [1,{"a": 1.0}]""",
                """~public.keyless [1,{"a": 1.0}] [2,{"a": 1.0}]""",
                """~public.keyless [1,{"a": 1.0}] [2,{"a": 1.0}]""",
                """-public.keyless [2,{"a": 1.0}]""",
                """-public.keyless [2,{"a": 1.0}]""",
                """-public.plain [13,"three",null]""",
                """+public.plain [14,"merged",null]""",
                "!public.keyless",
            ],
            followed.Rows);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Partitions_cascades_and_inheritance_are_told(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema);
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("INSERT INTO parted VALUES (1, 'a'), (2, 'b')");
        await database.ExecuteAsync("INSERT INTO parted_b (k, id) VALUES ('b', 3)");
        await database.ExecuteAsync("UPDATE parted SET k = 'b' WHERE id = 1");
        await database.ExecuteAsync("INSERT INTO plain (id) VALUES (1); INSERT INTO child VALUES (7, 1)");
        await database.ExecuteAsync("UPDATE plain SET id = 2; DELETE FROM plain");
        await database.ExecuteAsync("INSERT INTO younger VALUES (5, 'bear')");
        await database.ExecuteAsync("UPDATE elder SET id = 6");
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                """+public.parted [1,"a"]""", """+public.parted [2,"b"]""", """+public.parted [3,"b"]""",
                """~public.parted [1,"a"] [1,"b"]""",
                "+public.plain [1,null,null]", "+public.child [7,1]",
                "~public.plain [1,null,null] [2,null,null]", "~public.child [7,1] [7,2]",
                "-public.plain [2,null,null]", "-public.child [7,2]",
                """+public.younger [5,"bear"]""", """~public.younger [5,"bear"] [6,"bear"]""",
            ],
            followed.Rows);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Whoever_depends_on_a_younger_transaction_comes_behind_it(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema + "INSERT INTO plain (id) VALUES (1), (2), (3);");
        await using var followed = await StartAsync(database);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var between = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await RunAsync(first, "BEGIN; UPDATE plain SET name = 'first' WHERE id = 1");
        await RunAsync(between, "BEGIN; UPDATE plain SET name = 'between' WHERE id = 3");
        await database.ExecuteAsync("UPDATE plain SET name = 'younger' WHERE id = 2");
        await RunAsync(first, "UPDATE plain SET name = 'older' WHERE id = 2; COMMIT");
        await DrainAsync(database, followed);
        await RunAsync(between, "COMMIT");
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                """~public.plain [2,null,null] [2,"younger",null]""",
                """~public.plain [1,null,null] [1,"first",null]""",
                """~public.plain [2,"younger",null] [2,"older",null]""",
                """~public.plain [3,null,null] [3,"between",null]""",
            ],
            followed.Rows);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Columns_may_have_any_name(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(
            "CREATE TABLE odd (n int, o int, t int, place int, image int, tg_relid int, op int, new_rows int, old_rows int, \"o\"\"d\" int)");
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync("INSERT INTO odd VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10); UPDATE odd SET n = 0; DELETE FROM odd");
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                "+public.odd [1,2,3,4,5,6,7,8,9,10]", "~public.odd [1,2,3,4,5,6,7,8,9,10] [0,2,3,4,5,6,7,8,9,10]",
                "-public.odd [0,2,3,4,5,6,7,8,9,10]",
            ],
            followed.Rows);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_later_start_goes_on_exactly_behind_the_journal(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema);
        SourcePosition durable;
        await using (var followed = await StartAsync(database))
        {
            for (var i = 0; i < 5; i++)
                await database.ExecuteAsync($"INSERT INTO plain (id) VALUES ({i})");
            await DrainAsync(database, followed);
            durable = followed.Parts[^3].Transaction.Position;
            await followed.Source.AcknowledgeAsync(durable, TestContext.Current.CancellationToken);
            await database.ExecuteAsync("INSERT INTO plain (id) VALUES (5)");
            await DrainAsync(database, followed);
        }

        await using var again = await Followed.StartAsync(
            new TriggerChangeSource("main", Followed.Options(database), TimeProvider.System), durable);
        await DrainAsync(database, again);
        Assert.Equal(["+public.plain [3,null,null]", "+public.plain [4,null,null]", "+public.plain [5,null,null]"], again.Rows);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_new_shape_is_told_and_writes_never_fail(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema);
        await using var followed = await StartAsync(database);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var writer = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await RunAsync(writer, "INSERT INTO plain (id) VALUES (1)");
        await RunAsync(writer, "ALTER TABLE plain DROP COLUMN name, ADD COLUMN size numeric(5,2) DEFAULT 1");
        await RunAsync(writer, "UPDATE plain SET id = 2");
        await RunAsync(writer, "CREATE TABLE fresh (id int)");
        await followed.UntilAsync(parts => parts.Exists(part => part.Changes.Any(change => change is SchemaChanged { Before: null, Table.Name: "fresh" })));
        await followed.UntilAsync(parts => parts.Exists(part => part.Changes.Any(change => change is SchemaChanged { Before: not null, Table.Name: "plain" })));

        Assert.Equal(["+public.plain [1,null,null]", "~public.plain [1,null,1.00] [2,null,1.00]"], followed.Rows);
        Assert.Equal(["id", "at", "size"], followed.Parts.SelectMany(part => part.Changes).OfType<RowUpdated>().Single().Shape.Columns.Select(column => column.Name));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Anybody_may_write_without_rights_on_the_change_table_and_is_named_as_actor(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(
            Schema + "DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN; GRANT INSERT ON plain TO clerk;");
        await using var followed = await StartAsync(database);
        await using var source = NpgsqlDataSource.Create(database.Server.ConnectionTo(database.Name, "clerk") + ";Pooling=false");
        await using var writer = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await RunAsync(writer, """SET rowgate.actor = '{"service":"web","request":"r1"}'""");
        await RunAsync(writer, "CREATE TEMP TABLE change (id int); SET search_path = pg_temp, public; INSERT INTO public.plain (id) VALUES (1)");
        await DrainAsync(database, followed);

        Assert.Equal(new Actor("web", "r1"), followed.Parts[^1].Transaction.Actor);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(writer, "DELETE FROM rowgate.change"))).SqlState);
        await writer.CloseAsync();
        await database.ExecuteAsync("DROP OWNED BY clerk; DROP ROLE clerk");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Writers_at_once_are_told_once_and_whole(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(
            "CREATE TABLE hot (id int PRIMARY KEY, n int); INSERT INTO hot SELECT i, 0 FROM generate_series(1, 3) i;");
        await using var followed = await StartAsync(database);
        var writers = Enumerable.Range(1, 4).Select(async writer =>
        {
            await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            for (var i = 0; i < 50; i++)
                await RunAsync(connection, $"BEGIN; UPDATE hot SET n = n + 1 WHERE id = {1 + (i * writer % 3)}; INSERT INTO hot VALUES ({(writer * 1000) + i}, 0); COMMIT");
        }).ToArray();

        await Task.WhenAll(writers);
        await followed.UntilAsync(parts => parts.Sum(part => part.Changes.Count(change => change is RowUpdated)) == 200);

        // Each row's story has no gap: what one change leaves is what the next one finds.
        foreach (var story in followed.Parts.SelectMany(part => part.Changes).OfType<RowUpdated>().GroupBy(update => update.After.ToString().Split(',')[0]))
        {
            var last = $"{story.Key},0]";
            foreach (var update in story)
            {
                Assert.Equal(last, update.Before.ToString());
                last = update.After.ToString();
            }
        }

        var positions = followed.Parts.Select(part => part.Transaction.Position.Value).ToArray();
        Assert.Equal(positions.Distinct().Order(), positions);
    }

    [Fact]
    public async Task A_second_reader_is_refused_and_removal_leaves_nothing()
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(Schema);
        await using (var followed = await StartAsync(database))
        {
            var fault = await Assert.ThrowsAsync<DatabaseException>(() => StartAsync(database));
            Assert.True(fault.IsTransient);
        }

        var source = new TriggerChangeSource("main", Followed.Options(database), TimeProvider.System);
        var removed = await source.RemoveAsync(TestContext.Current.CancellationToken);
        Assert.Contains("triggers on public.plain", removed);
        Assert.Contains("schema rowgate", removed);
        Assert.Equal(0, await database.QueryAsync<long>("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '0_rowgate%'"));
        Assert.Empty(await source.RemoveAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_role_that_may_not_make_a_schema_is_told_what_to_grant()
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(
            Schema + "DROP ROLE IF EXISTS humble; CREATE ROLE humble LOGIN;");
        var source = new TriggerChangeSource("main", Followed.Options(database, "humble"), TimeProvider.System);

        var preview = await source.PreviewAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"GRANT CREATE ON DATABASE {database.Name} TO humble;", Assert.Single(preview.Ways).Statements);
        Assert.All(preview.Tables, table => Assert.False(table.Captured));
        var fault = await Assert.ThrowsAsync<DatabaseException>(() => Followed.StartAsync(source));
        Assert.Contains("rowgate check", fault.Hint, StringComparison.Ordinal);
        await database.ExecuteAsync("DROP ROLE humble");
    }

    [Fact]
    public async Task What_an_older_release_installed_is_made_anew_and_nothing_is_lost()
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(Schema);
        await using (await StartAsync(database))
        {
        }

        await database.ExecuteAsync("""
            INSERT INTO plain (id) VALUES (1);
            CREATE OR REPLACE FUNCTION rowgate.insert_rows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            COMMENT ON TABLE rowgate.head IS NULL;
            """);
        await using var followed = await StartAsync(database);
        await database.ExecuteAsync("INSERT INTO plain (id) VALUES (2)");
        await DrainAsync(database, followed);

        Assert.Equal(["+public.plain [1,null,null]", "+public.plain [2,null,null]"], followed.Rows);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_prepared_transaction_is_told_when_it_is_committed(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema);
        await using var followed = await StartAsync(database);

        await database.ExecuteAsync($"BEGIN; INSERT INTO plain (id) VALUES (1); PREPARE TRANSACTION 'a_{database.Name}'");
        await database.ExecuteAsync($"BEGIN; INSERT INTO plain (id) VALUES (2); PREPARE TRANSACTION 'b_{database.Name}'");
        await database.ExecuteAsync("INSERT INTO plain (id) VALUES (3)");
        await DrainAsync(database, followed);
        await database.ExecuteAsync($"COMMIT PREPARED 'a_{database.Name}'");
        await database.ExecuteAsync($"ROLLBACK PREPARED 'b_{database.Name}'");

        // Nobody wakes capture.
        await followed.UntilAsync(parts => parts.SelectMany(part => part.Changes).OfType<RowInserted>().Count() == 2);
        Assert.Equal(["+public.plain [3,null,null]", "+public.plain [1,null,null]"], followed.Rows);
    }

    [Fact]
    public async Task Where_nothing_can_be_prepared_writers_notify()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen, "max_prepared_transactions=0");
        await using var database = await server.CreateDatabaseAsync(Schema);
        await using var followed = await StartAsync(database);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var listener = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await RunAsync(listener, "LISTEN rowgate");

        await database.ExecuteAsync("INSERT INTO plain (id) VALUES (1)");

        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static Task<Followed> StartAsync(PostgresDatabaseLease database) =>
        Followed.StartAsync(new TriggerChangeSource("main", Followed.Options(database), TimeProvider.System));

    private static async Task DrainAsync(PostgresDatabaseLease database, Followed followed) =>
        await followed.DrainAsync((ulong)await database.QueryAsync<long>("SELECT (last_value + 1) << 24 FROM rowgate.look"));

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
