using SQLitePCL;

namespace Rowgate.SqliteEngine.Tests;

public sealed class EngineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rowgate-engine-");

    private string FilePath => Path.Combine(_directory.FullName, "test.db");

    [Fact]
    public void Every_value_comes_back_as_it_was_bound()
    {
        using var connection = Open();
        using var statement = connection.Prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8");

        statement.Bind(1, long.MinValue);
        statement.Bind(2, 0.1);
        statement.Bind(3, "é\0x");
        statement.Bind(4, "");
        statement.BindText(5, []);
        statement.BindBlob(6, [0, 255]);
        statement.BindBlob(7, []);
        statement.Bind(8, (string?)null);

        Assert.True(statement.Step());
        Assert.Equal([1, 2, 3, 3, 3, 4, 4, 5], Enumerable.Range(0, 8).Select(statement.TypeOf));
        Assert.Equal((long.MinValue, 0.1, "é\0x", ""), (statement.Integer(0), statement.Float(1), statement.Text(2), statement.Text(3)));
        Assert.Equal([0, 255], statement.Blob(5).ToArray());
        Assert.Empty(statement.Blob(6).ToArray());
        Assert.False(statement.Step());
    }

    [Fact]
    public void A_statement_given_back_is_used_again_without_its_old_values()
    {
        using var connection = Open();
        SqliteStatement first;
        using (first = connection.Prepare("SELECT ?1"))
            first.Bind(1, 5);

        using var again = connection.Prepare("SELECT ?1");
        using var another = connection.Prepare("SELECT ?1");

        Assert.Same(first, again);
        Assert.NotSame(again, another);
        again.Step();
        Assert.True(again.IsNull(0));
    }

    [Fact]
    public void More_statements_than_the_cache_holds_still_work()
    {
        using var connection = Open();

        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 600; number++)
                Assert.Equal(number, connection.QueryInteger($"SELECT {number}"));
        }
    }

    [Fact]
    public void Errors_carry_the_extended_code_and_SQLites_words()
    {
        using var connection = Open();
        connection.Execute("CREATE TABLE t(v INTEGER UNIQUE); INSERT INTO t VALUES (1)");

        var unique = Assert.Throws<SqliteException>(() => connection.Execute("INSERT INTO t VALUES (1)"));
        var syntax = Assert.Throws<SqliteException>(() => connection.Prepare("SELECT nonsense FROM t"));
        var two = Assert.Throws<SqliteException>(() => connection.Prepare("SELECT 1; SELECT 2"));
        var missing = Assert.Throws<SqliteException>(
            () => SqliteConnection.Open(FilePath + ".none", SqliteOpenMode.ReadWrite, TimeSpan.Zero));

        Assert.Equal((raw.SQLITE_CONSTRAINT_UNIQUE, raw.SQLITE_CONSTRAINT), (unique.ExtendedCode, unique.Code));
        Assert.Equal("no such column: nonsense", syntax.Message);
        Assert.StartsWith("More than one statement", two.Message, StringComparison.Ordinal);
        Assert.Equal(raw.SQLITE_CANTOPEN, missing.Code);
    }

    [Fact]
    public void A_lock_of_another_connection_is_waited_for_only_so_long()
    {
        using var connection = Open();
        using var other = SqliteConnection.Open(FilePath, SqliteOpenMode.ReadWrite, TimeSpan.FromMilliseconds(20));
        connection.Execute("BEGIN IMMEDIATE");

        Assert.True(Assert.Throws<SqliteException>(() => other.Execute("BEGIN IMMEDIATE")).IsBusy);
        Assert.False(connection.IsAutoCommit);
        connection.Execute("ROLLBACK");
        Assert.True(connection.IsAutoCommit);
        other.Execute("BEGIN IMMEDIATE; ROLLBACK");
    }

    [Fact]
    public async Task Another_thread_can_interrupt_a_statement()
    {
        using var connection = Open();
        using var endless = connection.Prepare("WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i) SELECT max(v) FROM i");
        var running = Task.Run(endless.Step, TestContext.Current.CancellationToken);

        // It may not have begun yet, so it is asked until it stops.
        while (!running.IsCompleted)
            connection.Interrupt();

        Assert.Equal(raw.SQLITE_INTERRUPT, (await Assert.ThrowsAsync<SqliteException>(() => running)).Code);
    }

    [Fact]
    public void The_library_is_the_newer_of_the_systems_and_the_packages() =>
        Assert.True(Version.Parse(SqliteLibrary.Version) >= new Version(3, 35, 5), SqliteLibrary.Origin);

    public void Dispose() => _directory.Delete(recursive: true);

    private SqliteConnection Open() => SqliteConnection.Open(FilePath, SqliteOpenMode.Create, TimeSpan.FromSeconds(5));
}
