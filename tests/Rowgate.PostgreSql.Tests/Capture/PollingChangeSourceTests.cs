using System.Collections.Immutable;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Capture;

public sealed class PollingChangeSourceTests : IDisposable
{
    private const string Schema = """
        CREATE TABLE item (id int PRIMARY KEY, name text, version bigint NOT NULL, gone timestamptz);
        CREATE TABLE flag (id int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), deleted boolean);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-polling-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_are_told_when_they_are_new_or_changed_and_as_deleted_when_they_are_marked(int version)
    {
        await using var database = await CreateAsync(version, "INSERT INTO item VALUES (1, 'old', 1)");
        await using var followed = await Followed.StartAsync(Open(database));
        await followed.UntilAsync(parts => parts.Count > 0);
        await database.ExecuteAsync("INSERT INTO item VALUES (2, 'two', 2); UPDATE item SET name = 'new', version = 3 WHERE id = 1");
        await UntilAsync(followed, 3);
        await database.ExecuteAsync("UPDATE item SET gone = '2026-01-02 03:04:05.678901Z', version = 4 WHERE id = 2; DELETE FROM item WHERE id = 1");
        await database.ExecuteAsync("INSERT INTO item VALUES (3, 'three', 5)");
        await UntilAsync(followed, 5);

        Assert.Equal(
            [
                """=public.item [1,"old",1,null]""", """=public.item [2,"two",2,null]""", """=public.item [1,"new",3,null]""",
                """-public.item [2,"two",4,"2026-01-02T03:04:05.678901+00:00"]""", """=public.item [3,"three",5,null]""",
            ],
            followed.Rows);
        Assert.Single(followed.Parts.SelectMany(part => part.Changes).OfType<SchemaChanged>());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_late_commit_within_the_window_is_told_in_its_place(int version)
    {
        await using var database = await CreateAsync(version);
        await using var late = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await late.OpenAsync(TestContext.Current.CancellationToken);
        await using var followed = await Followed.StartAsync(Open(database, "public.flag", new("at", "deleted"), TimeSpan.FromSeconds(3)));

        // Its cursor value is that of its beginning.
        await RunAsync(late, "BEGIN; INSERT INTO flag VALUES (1)");
        await database.ExecuteAsync("INSERT INTO flag VALUES (2); INSERT INTO flag VALUES (3, now(), true)");
        await RunAsync(late, "COMMIT");
        await UntilAsync(followed, 3);

        Assert.Equal([1, 2, 3], followed.Parts.SelectMany(part => part.Changes).OfType<TableChange>().Select(Id));
        Assert.IsType<RowDeleted>(followed.Parts[^1].Changes[^1]);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Many_rows_of_one_cursor_value_come_once_each_also_when_reading_starts_again_among_them(int version)
    {
        await using var database = await CreateAsync(version, "INSERT INTO item SELECT n, 'same', 7 FROM generate_series(1, 10000) n");
        SourcePosition last;
        var told = new List<int>();
        await using (var followed = await Followed.StartAsync(Open(database)))
        {
            await followed.UntilAsync(parts => parts.Count > 0);
            told.AddRange(Ids(followed));
            last = followed.Parts[^1].Transaction.Position;
        }

        // What was read behind the end of the journal is told again, and nothing else is.
        await using (var lost = await Followed.StartAsync(Open(database), last))
            await lost.UntilAsync(parts => parts.Count > 0);
        await using (var followed = await Followed.StartAsync(Open(database), last))
        {
            await UntilAsync(followed, 10000 - told.Count);
            told.AddRange(Ids(followed));
            Assert.All(followed.Parts, part => Assert.True(part.Transaction.Position > last));
            Assert.All(followed.Parts, part => Assert.InRange(part.Changes.Count, 1, TransactionPart.CountMax));
        }

        Assert.Equal(Enumerable.Range(1, 10000), told);
    }

    [Fact]
    public async Task A_new_column_is_told_before_the_first_row_that_has_it()
    {
        await using var database = await CreateAsync(15, "INSERT INTO item VALUES (1, 'one', 1)");
        await using var followed = await Followed.StartAsync(Open(database));
        await UntilAsync(followed, 1);
        await database.ExecuteAsync("ALTER TABLE item ADD extra int DEFAULT 9; INSERT INTO item VALUES (2, 'two', 2)");
        await UntilAsync(followed, 2);

        var changes = followed.Parts[^1].Changes;
        Assert.Equal("extra", Assert.IsType<SchemaChanged>(changes[0]).After!.Columns[^1].Name);
        Assert.Equal("""[2,"two",2,null,9]""", Assert.IsType<RowRead>(changes[1]).After.ToString());
    }

    [Fact]
    public async Task A_journal_that_was_begun_anew_gets_all_rows_and_removal_forgets_the_cursors()
    {
        await using var database = await CreateAsync(15, "INSERT INTO item VALUES (1, 'one', 1)");
        await using (var followed = await Followed.StartAsync(Open(database)))
            await UntilAsync(followed, 1);
        await using (var followed = await Followed.StartAsync(Open(database)))
            await UntilAsync(followed, 1);

        await using var source = Open(database);
        Assert.Single(await source.RemoveAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await source.RemoveAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("public.item", "no_such", "no column \"no_such\"")]
    [InlineData("public.nowhere", "version", "no table public.nowhere")]
    [InlineData("public.keyless", "n", "no primary key")]
    public async Task A_wrong_setting_is_named(string table, string cursor, string expected)
    {
        await using var database = await CreateAsync(15, "CREATE TABLE keyless (n int)");
        await using var source = Open(database, table, new(cursor, null));

        var preview = await source.PreviewAsync(TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<DatabaseException>(() => Followed.StartAsync(source));

        Assert.Contains(expected, Assert.Single(preview.Ways[0].Missing), StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static Task<List<TransactionPart>> UntilAsync(Followed followed, int rows) =>
        followed.UntilAsync(parts => parts.Sum(part => part.Changes.Count(change => change is TableChange)) >= rows);

    private static IEnumerable<int> Ids(Followed followed) => followed.Parts.SelectMany(part => part.Changes).OfType<TableChange>().Select(Id);

    private static int Id(TableChange change)
    {
        var image = (change is RowRead read ? read.After : ((RowDeleted)change).Before).ToString()!;
        return int.Parse(image[1..image.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<PostgresDatabaseLease> CreateAsync(int version, string sql = "") =>
        await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(Schema + sql);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private PollingChangeSource Open(
        PostgresDatabaseLease database, string table = "public.item", PollingColumns? columns = null, TimeSpan window = default) =>
        new(
            "main",
            new()
            {
                ConnectionString = database.ConnectionString + ";Timezone=UTC",
                Capture = new()
                {
                    SpoolFolder = _folder.FullName,
                    Mode = CaptureMode.Polling,
                    Polling = ImmutableDictionary<string, PollingColumns>.Empty.Add(table, columns ?? new("version", "gone")),
                    PollingPace = (TimeSpan.FromMilliseconds(50), window),
                },
            },
            TimeProvider.System);
}
