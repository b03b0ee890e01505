using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Wal;

public sealed class WalChangeSourceTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Every_kind_of_change_comes_with_whole_rows(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, name text)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, 'ada'), (2, NULL)");
        await database.ExecuteAsync("UPDATE t SET name = 'bob' WHERE id = 2");
        await database.ExecuteAsync("UPDATE t SET id = 3 WHERE id = 1");
        await database.ExecuteAsync("DELETE FROM t WHERE id = 3");
        await database.ExecuteAsync("TRUNCATE t");
        var changes = (await capture.ReadAsync(5)).SelectMany(part => part.Changes).ToList();

        Assert.Equal(
            [
                """+ [1,"ada"]""", "+ [2,null]", """[2,null] > [2,"bob"]""", """[1,"ada"] > [3,"ada"]""", """- [3,"ada"]""", "0 t",
            ],
            changes.Select(Text));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_large_value_that_did_not_change_is_taken_from_the_earlier_row(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY, n int, big text); ALTER TABLE t ALTER big SET STORAGE EXTERNAL");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, 1, repeat('x', 50000))");
        await database.ExecuteAsync("UPDATE t SET n = 2");
        var changes = await capture.ReadAllAsync(database);

        var update = Assert.IsType<RowUpdated>(changes[1]);
        Assert.Equal($"[1,1,\"{new string('x', 50000)}\"]", update.Before.ToString());
        Assert.Equal($"[1,2,\"{new string('x', 50000)}\"]", update.After.ToString());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_table_that_keeps_its_identity_tells_rows_as_they_are(int version)
    {
        await using var database = await CreateAsync(
            version, "CREATE TABLE t (id int PRIMARY KEY, n int, big text); ALTER TABLE t ALTER big SET STORAGE EXTERNAL");
        await using var capture = new WalHarness(database, options => options with { KeepsIdentity = ["public.t"] });
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, 1, repeat('x', 3000))");
        await database.ExecuteAsync("UPDATE t SET n = 2");
        await database.ExecuteAsync("UPDATE t SET id = 2");
        await database.ExecuteAsync("DELETE FROM t");
        var changes = (await capture.ReadAllAsync(database)).Select(Text).ToList();

        // The last two were committed when the row was read again: it was gone by then.
        Assert.Equal("- [1,null,null]", changes[2]);
        Assert.Equal("- [2,null,null]", changes[4]);
        Assert.Equal("d", await database.QueryAsync<string>("SELECT relreplident::text FROM pg_class WHERE relname = 't'"));
    }

    [Fact]
    public async Task A_large_value_that_the_log_lacks_is_read_from_the_table()
    {
        await using var database = await CreateAsync(
            15, "CREATE TABLE t (id text PRIMARY KEY, n int, big text); ALTER TABLE t ALTER big SET STORAGE EXTERNAL");
        await using var capture = new WalHarness(database, options => options with { KeepsIdentity = ["public.t"] });
        await capture.StartAsync();
        await database.ExecuteAsync("INSERT INTO t VALUES ('a\"b', 1, repeat('x', 3000))");

        await database.ExecuteAsync("UPDATE t SET n = 2");

        Assert.Equal($"= [\"a\\\"b\",2,\"{new string('x', 3000)}\"]", Text((await capture.ReadAllAsync(database))[1]));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Tables_without_a_key_and_of_several_schemas_are_captured(int version)
    {
        await using var database = await CreateAsync(
            version, "CREATE SCHEMA \"O dd\"; CREATE TABLE t (n int); CREATE TABLE \"O dd\".\"T.\"\"x\" (n int); CREATE SCHEMA hidden; CREATE TABLE hidden.h (n int)");
        await using var capture = new WalHarness(database, schemas: ["public", "O dd"]);
        await capture.StartAsync();

        await database.ExecuteAsync(
            "INSERT INTO t VALUES (1); INSERT INTO hidden.h VALUES (1); INSERT INTO \"O dd\".\"T.\"\"x\" VALUES (2); UPDATE t SET n = 3; DELETE FROM t");
        var changes = await capture.ReadAllAsync(database);

        Assert.Equal(["+ [1]", "+ [2]", "[1] > [3]", "- [3]"], changes.Select(Text));
        Assert.Equal("T.\"x", ((RowInserted)changes[1]).Shape.Table.Name);
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(15, true)]
    [InlineData(18, false)]
    [InlineData(18, true)]
    public async Task Partitions_are_shown_as_their_table_or_as_themselves(int version, bool showsPartitions)
    {
        await using var database = await CreateAsync(version, """
            CREATE TABLE t (id int PRIMARY KEY, n int) PARTITION BY RANGE (id);
            CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
            CREATE TABLE t2 (n int, id int NOT NULL);
            ALTER TABLE t ATTACH PARTITION t2 FOR VALUES FROM (10) TO (20)
            """);
        await using var capture = new WalHarness(database, options => options with { ShowsPartitions = showsPartitions });
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, 5), (11, 6); UPDATE t SET n = 7 WHERE id = 11; TRUNCATE t");

        // A look may find meanwhile that the partitions have other files.
        var changes = (await capture.ReadAllAsync(database)).OfType<TableChange>().Select(change => $"{change.Shape.Table.Name} {Text(change)}");

        Assert.Equal(
            showsPartitions
                ? ["t1 + [1,5]", "t2 + [6,11]", "t2 [6,11] > [7,11]", "t1 0 t1", "t2 0 t2"]
                : ["t + [1,5]", "t + [11,6]", "t [11,6] > [11,7]", "t 0 t"],
            changes);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Who_made_a_transaction_and_through_which_origin_is_told(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("""
            BEGIN; INSERT INTO t VALUES (1); SELECT pg_logical_emit_message(true, 'rowgate', '{"service":"web","request":"r1"}');
            SELECT pg_logical_emit_message(true, 'app', 'in'); INSERT INTO t VALUES (2); COMMIT
            """);
        var xid = await database.QueryAsync<string>("WITH w AS (INSERT INTO t VALUES (3) RETURNING id) SELECT pg_current_xact_id()::text FROM w");
        await database.ExecuteAsync("SELECT pg_logical_emit_message(false, 'app', 'out'); INSERT INTO t VALUES (4)");
        await database.ExecuteAsync($"SELECT pg_replication_origin_create('{database.Name}')");
        await database.ExecuteAsync($"SELECT pg_replication_origin_session_setup('{database.Name}'); INSERT INTO t VALUES (5)");
        var parts = await capture.ReadUntilAsync(parts => parts.Any(part => part.Transaction.Origin is not null));

        // 13 keeps messages to itself.
        var hasMessages = database.Server.Version >= 14;
        Assert.Equal(hasMessages ? ["+ [1]", "m app in", "+ [2]"] : ["+ [1]", "+ [2]"], parts[0].Changes.Select(Text));
        Assert.Equal(hasMessages ? new Actor("web", "r1") : null, parts[0].Transaction.Actor);
        Assert.Equal(xid, parts[1].Transaction.Id);
        Assert.Null(parts[1].Transaction.Actor);
        if (hasMessages)
            Assert.Equal(["m app out"], parts[2].Changes.Select(Text));
        Assert.Equal(database.Name, parts[^1].Transaction.Origin);
        Assert.Equal(parts.Select(part => part.Transaction.Position.Value).Order(), parts.Select(part => part.Transaction.Position.Value));
        Assert.InRange(parts[0].Transaction.CommitTime, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Generated_columns_are_in_the_shape_only_where_the_log_has_them(int version)
    {
        await using var database = await CreateAsync(
            version, "CREATE TABLE t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED, n int)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO t VALUES (1, DEFAULT, 5)");
        var insert = (RowInserted)(await capture.ReadAllAsync(database))[0];

        Assert.Equal(database.Server.Version < 18 ? "[1,5]" : "[1,2,5]", insert.After.ToString());
        Assert.Equal(database.Server.Version < 18 ? ["id", "n"] : ["id", "twice", "n"], insert.Shape.Columns.Select(column => column.Name));
        Assert.Equal("integer", insert.Shape.Columns[0].Type);
        Assert.Equal([0], insert.Shape.Key);
    }

    // When it is decoded, the origin is not there yet: 13 then sends a message without content in its place.
    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    public async Task A_transaction_that_makes_its_own_origin_is_no_obstacle(int version)
    {
        await using var database = await CreateAsync(version, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync($"""
            SELECT pg_replication_origin_create('{database.Name}'); SELECT pg_replication_origin_session_setup('{database.Name}');
            INSERT INTO t VALUES (1)
            """);

        Assert.Equal(["+ [1]"], (await capture.ReadAllAsync(database)).Select(Text));
    }

    [Fact]
    public async Task A_prepared_transaction_comes_when_it_is_committed()
    {
        await using var database = await CreateAsync(15, "CREATE TABLE t (id int PRIMARY KEY)");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync($"BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION '{database.Name}'");
        await database.ExecuteAsync("INSERT INTO t VALUES (2)");
        await database.ExecuteAsync($"COMMIT PREPARED '{database.Name}'");

        Assert.Equal(["+ [2]", "+ [1]"], (await capture.ReadAllAsync(database)).Select(Text));
    }

    internal static string Text(Change change) => change switch
    {
        RowInserted row => $"+ {row.After}",
        RowUpdated row => $"{row.Before} > {row.After}",
        RowDeleted row => $"- {row.Before}",
        RowRead row => $"= {row.After}",
        TableTruncated table => $"0 {table.Shape.Table.Name}",
        SchemaChanged schema => $"{Text(schema.Before)} => {Text(schema.After)}",
        LogicalMessage message => $"m {message.Prefix} {System.Text.Encoding.UTF8.GetString(message.Content.Span)}",
        CaptureGap gap => $"gap: {gap.Reason}",
        _ => "?",
    };

    internal static async Task<PostgresDatabaseLease> CreateAsync(int version, string sql) =>
        await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(sql);

    private static string Text(TableShape? shape) =>
        shape is null ? "nothing" : $"{shape.Table.Name}({string.Join(' ', shape.Columns.Select(column => column.Name))})";
}
