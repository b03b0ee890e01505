using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Capture;

/// <summary>Partitions told as such, and what happens when that is switched.</summary>
public sealed class TriggerPartitionTests
{
    private const string Schema = """
        CREATE TABLE parted (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
        CREATE TABLE parted_a PARTITION OF parted FOR VALUES IN ('a');
        CREATE TABLE parted_b PARTITION OF parted FOR VALUES IN ('b', 'c') PARTITION BY LIST (k);
        CREATE TABLE parted_bb PARTITION OF parted_b FOR VALUES IN ('b');
        CREATE TABLE plain (id int PRIMARY KEY);
        """;

    public static TheoryData<int> Versions => [15, 18];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Partitions_are_told_as_tables_of_their_own_when_that_is_wanted(int version)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema);
        await using var followed = await StartAsync(database, showsPartitions: true);

        await database.ExecuteAsync("INSERT INTO parted VALUES (1, 'a'), (2, 'b'); INSERT INTO parted_a VALUES (3, 'a')");
        await database.ExecuteAsync("UPDATE parted SET k = 'b' WHERE id = 1; UPDATE parted SET id = 4 WHERE id = 3; INSERT INTO plain VALUES (1)");
        await database.ExecuteAsync("TRUNCATE parted");
        await DrainAsync(database, followed);

        Assert.Equal(
            [
                """+public.parted_a [1,"a"]""", """+public.parted_bb [2,"b"]""", """+public.parted_a [3,"a"]""",
                """-public.parted_a [1,"a"]""", """+public.parted_bb [1,"b"]""",
                """~public.parted_a [3,"a"] [4,"a"]""", "+public.plain [1]", "!public.parted_a", "!public.parted_bb",
            ],
            followed.Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_setting_changes_every_row_is_told_once(bool showsPartitions)
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(
            Schema + "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
            + "CREATE TRIGGER own AFTER INSERT ON parted_a FOR EACH ROW EXECUTE FUNCTION nothing()");
        await using (await StartAsync(database, !showsPartitions))
        {
        }

        await using var followed = await StartAsync(database, showsPartitions);
        await database.ExecuteAsync("INSERT INTO parted VALUES (1, 'a'); INSERT INTO parted_a VALUES (2, 'a')");
        await DrainAsync(database, followed);

        var name = showsPartitions ? "parted_a" : "parted";
        Assert.Equal([$"""+public.{name} [1,"a"]""", $"""+public.{name} [2,"a"]"""], followed.Rows);
        var shown = followed.Parts.SelectMany(part => part.Changes).OfType<SchemaChanged>().ToList();
        Assert.Contains(shown, change => change is { After: null } && change.Table.Name == (showsPartitions ? "parted" : "parted_a"));
        Assert.Contains(shown, change => change is { Before: null } && change.Table.Name == name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_that_comes_or_goes_with_rows_is_told_as_a_schema_change(bool whileAway)
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(
            Schema + "CREATE TABLE parted_d (id int NOT NULL, k text NOT NULL); INSERT INTO parted_d VALUES (1, 'd');");
        var followed = await StartAsync(database, showsPartitions: false);
        foreach (var move in new[] { "ATTACH PARTITION parted_d FOR VALUES IN ('d')", "DETACH PARTITION parted_d" })
        {
            if (whileAway)
                await followed.DisposeAsync();
            await database.ExecuteAsync($"ALTER TABLE parted {move}");
            if (whileAway)
                followed = await StartAsync(database, showsPartitions: false);
            followed.Parts.Clear();
            await followed.UntilAsync(parts => parts.SelectMany(part => part.Changes).OfType<SchemaChanged>().Any(
                change => change is { Before: { } before, After: { } after } && before.Id == after.Id && after.Table.Name == "parted"));
        }

        await followed.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER own AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION own()")]
    public async Task A_partition_that_is_emptied_by_itself_is_told_as_a_schema_change_and_not_as_the_end_of_all_rows(string triggers)
    {
        await using var database = await (await PostgresServer.OfAsync(15)).CreateDatabaseAsync(Schema + triggers);
        await using var followed = await StartAsync(database, showsPartitions: false);
        await DrainAsync(database, followed);
        followed.Parts.Clear();

        await database.ExecuteAsync("INSERT INTO parted VALUES (1, 'a'), (2, 'b')");
        await database.ExecuteAsync("TRUNCATE parted_a");
        await database.ExecuteAsync("TRUNCATE parted_bb");
        await database.ExecuteAsync("TRUNCATE parted");
        await DrainAsync(database, followed);

        // The triggers of each partition fire too when all of them are emptied, which says the same once more.
        var others = followed.Parts.SelectMany(part => part.Changes).OfType<SchemaChanged>();
        Assert.Equal(2, others.Count(change => change is { Before: { } before, After: { } after } && before.Id == after.Id && after.Table.Name == "parted"));
        Assert.Equal(["""+public.parted [1,"a"]""", """+public.parted [2,"b"]""", "!public.parted"], followed.Rows.Distinct());
    }

    private static Task<Followed> StartAsync(PostgresDatabaseLease database, bool showsPartitions)
    {
        var options = Followed.Options(database);
        return Followed.StartAsync(new TriggerChangeSource(
            "main", options with { Capture = options.Capture with { ShowsPartitions = showsPartitions } }, TimeProvider.System));
    }

    private static async Task DrainAsync(PostgresDatabaseLease database, Followed followed) =>
        await followed.DrainAsync((ulong)await database.QueryAsync<long>("SELECT (last_value + 1) << 24 FROM rowgate.look"));
}
